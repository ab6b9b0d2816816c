// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.virtio.VirtioFeature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest that goes on adding and kicking while its front-end stops and starts the ring: a kick that falls between two of the steps
 * must not be lost, and no chain may be taken twice. Guest, front-end, control thread and worker run as they like.
 */
@Tag("protocol")
class StopRaceTest {
    private static final int REQUESTS = 2000;
    private static final int SIZE = 16;

    @ParameterizedTest(name = "packed={0}")
    @ValueSource(booleans = {false, true})
    void noKickIsLostAndNoChainIsTakenTwiceWhileTheRingStopsAndStarts(boolean packed) throws Exception {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("packed", Boolean.toString(packed)));
            try (ScriptedFrontend frontend = bench.connect("a", FrontendProfile.QEMU)) {
                frontend.handshake(SlotBench.FEATURES.with(VirtioFeature.RING_PACKED), 2);
                frontend.acceptFeatures();
                frontend.setMemory(2 << 20);
                GuestQueue queue = frontend.startQueue(0, SIZE);
                CompletableFuture<Void> guest = CompletableFuture.runAsync(() -> request(queue));
                int stops = 0;
                while (!guest.isDone()) {
                    stopAndStart(frontend, queue, stops++ % 2 == 0);
                }
                guest.get();
                assertThat(stops).as("stops while the guest was at it").isPositive();
                assertThat(bench.counter("a", "requests")).as("each was taken once").isEqualTo(REQUESTS);
            }
        }
    }

    /** One after another, two at a time now and then; {@link GuestQueue#await} fails if an answer or a call does not come. */
    private static void request(GuestQueue queue) {
        try {
            for (int i = 0; i < REQUESTS;) {
                int count = Math.min(REQUESTS - i, 1 + i % 3);
                for (int n = 0; n < count; n++) {
                    queue.driver().add(List.of(new byte[] {EchoDevice.ECHO, (byte) (i + n)}), 4);
                }
                queue.submit();
                List<UsedChain> back = queue.await(count);
                for (int n = 0; n < count; n++) {
                    assertThat(back.get(n).written()).containsExactly((byte) (i + n));
                }
                i += count;
            }
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** The same descriptors each time, as QEMU has them: a kick that comes meanwhile stays counted in its eventfd. */
    private static void stopAndStart(ScriptedFrontend frontend, GuestQueue queue, boolean disable) throws KernelFault {
        if (disable) {
            frontend.enableQueue(0, false);
        }
        long base = frontend.ask(FrontendRequest.GET_VRING_BASE, Payloads.state(0, 0)).state().num();
        frontend.tell(FrontendRequest.SET_VRING_NUM, Payloads.state(0, SIZE));
        frontend.tell(FrontendRequest.SET_VRING_BASE, Payloads.state(0, base));
        frontend.tell(FrontendRequest.SET_VRING_ADDR, Payloads.address(frontend.addressOf(0)));
        frontend.tell(FrontendRequest.SET_VRING_KICK, Payloads.word(0), queue.kickFd().fd());
        if (disable) {
            frontend.enableQueue(0, true);
        }
    }
}
