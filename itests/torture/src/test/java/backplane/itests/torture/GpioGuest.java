// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.util.List;

/** A well-behaved front-end with a GPIO driver of a few bytes. */
final class GpioGuest implements AutoCloseable {
    static final int STEPS = 5;
    static final int RING_SIZE = 16;
    static final FeatureSet SPLIT = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX,
            VirtioFeature.INDIRECT_DESC).or(new FeatureSet(1));
    static final FeatureSet PACKED = SPLIT.with(VirtioFeature.RING_PACKED);
    private static final byte[] GET_VALUE = {4, 0, 0, 0, 0, 0, 0, 0};

    final ScriptedFrontend frontend;
    private final FeatureSet features;

    private GpioGuest(ScriptedFrontend frontend, FeatureSet features) {
        this.features = features;
        this.frontend = frontend;
    }

    /** Connects and takes the first {@code steps} of the way to a running device. */
    static GpioGuest connect(Path socket, KernelPorts kernel, FrontendProfile profile, FeatureSet features,
            int steps) throws KernelFault {
        GpioGuest guest = new GpioGuest(new ScriptedFrontend(kernel.sockets().connect(socket), kernel, profile), features);
        try {
            for (int step = 0; step < steps; step++) {
                guest.take(step);
            }
            return guest;
        } catch (KernelFault | AssertionError failure) {
            guest.close();
            throw failure;
        }
    }

    private void take(int step) throws KernelFault {
        switch (step) {
            case 0 -> frontend.handshake(features, 2);
            case 1 -> frontend.acceptFeatures();
            case 2 -> frontend.setMemory(2 << 20);
            case 3 -> frontend.startQueue(0, RING_SIZE);
            default -> request();
        }
    }

    /** Asks for the value of line 0. */
    void request() throws KernelFault {
        frontend.queue(0).driver().add(List.of(GET_VALUE), 2);
        frontend.queue(0).submit();
        byte[] answer = frontend.queue(0).await(1).get(0).written();
        if (answer.length != 2 || answer[0] != 0) {
            throw new AssertionError("the value of line 0 was answered with " + java.util.Arrays.toString(answer));
        }
    }

    @Override
    public void close() {
        frontend.close();
    }
}
