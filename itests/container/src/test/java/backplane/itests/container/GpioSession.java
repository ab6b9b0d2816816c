// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.util.List;

/** A scripted front-end with a GPIO driver of a few bytes, over real sockets. */
final class GpioSession implements AutoCloseable {
    static final int REQUESTS = 0;
    static final int EVENTS = 1;
    private static final FeatureSet FEATURES = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX,
            VirtioFeature.INDIRECT_DESC).or(new FeatureSet(1));

    final ScriptedFrontend frontend;

    private GpioSession(ScriptedFrontend frontend) {
        this.frontend = frontend;
    }

    /** Connects and sets everything up to running queues; {@code steps} less than all leaves off in between. */
    static GpioSession connect(Path socket, KernelPorts kernel, int steps) throws KernelFault {
        GpioSession session = new GpioSession(new ScriptedFrontend(kernel.sockets().connect(socket), kernel, FrontendProfile.QEMU));
        for (int step = 0; step < steps; step++) {
            session.take(step);
        }
        return session;
    }

    static final int ALL_STEPS = 7;

    private void take(int step) throws KernelFault {
        switch (step) {
            case 0 -> frontend.handshake(FEATURES, 2);
            case 1 -> frontend.acceptFeatures();
            case 2 -> frontend.setMemory(4 << 20);
            case 3 -> frontend.startQueue(REQUESTS, 64);
            case 4 -> frontend.startQueue(EVENTS, 64);
            case 5 -> request(3, 0, 2);
            default -> arm(0);
        }
    }

    /** A request of type, line and value: the two bytes of the answer. */
    byte[] request(int type, int line, int value) throws KernelFault {
        byte[] bytes = {(byte) type, 0, (byte) line, 0, (byte) value, 0, 0, 0};
        frontend.queue(REQUESTS).ring().add(List.of(bytes), 2);
        frontend.queue(REQUESTS).submit();
        UsedChain used = frontend.queue(REQUESTS).await(1).get(0);
        return used.written();
    }

    /** Hands the device an event buffer of a line. */
    void arm(int line) throws KernelFault {
        frontend.queue(EVENTS).ring().add(List.of(new byte[] {(byte) line, 0}), 1);
        frontend.queue(EVENTS).submit();
    }

    @Override
    public void close() {
        frontend.close();
    }
}
