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
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Buffers that a device has only been lent, as for events: a ring that stops keeps them, so that a guest sees nothing of a pause. */
@Tag("protocol")
class UntouchedTest {
    private static final int LENT = 5;

    @Test
    void buffersStayInARingThatIsStoppedAndGoOn() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            assertThat(SlotBench.request(queue, EchoDevice.ECHO, (byte) 9).written()).containsExactly(9);
            lend(bench, queue, 2);
            for (int pause = 1; pause <= 3; pause++) {
                assertThat(frontend.stopQueue(0)).as("where the lent ones begin").isEqualTo(1);
                assertThat(queue.driver().poll()).as("nothing comes back").isEmpty();
                frontend.restartQueue(0);
                awaitRequests(bench, 1 + LENT * (pause + 1));
            }
            assertThat(written(bench, queue)).containsExactly(0, 1, 2, 3, 4);
            assertThat(bench.counter("a", "chains_failed")).isZero();
        }
    }

    /** The ring knows no order but that of the driver: behind one that came back later nothing can stay. */
    @Test
    void thoseBeforeAnAnsweredOneComeBackEmpty() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            lend(bench, queue, 1);
            assertThat(SlotBench.request(queue, EchoDevice.ECHO, (byte) 9).written()).containsExactly(9);
            assertThat(frontend.stopQueue(0)).isEqualTo(LENT + 1);
            List<UsedChain> back = queue.driver().poll();
            assertThat(back).hasSize(LENT).allMatch(chain -> chain.written().length == 0);
            assertThat(bench.counter("a", "chains_failed")).as("they were no requests").isZero();
        }
    }

    @Test
    void aPackedRingGivesThemBackEmpty() throws KernelFault {
        FeatureSet packed = SlotBench.FEATURES.with(VirtioFeature.RING_PACKED);
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("packed", "true"));
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU, packed)) {
                GuestQueue queue = frontend.queue(0);
                lend(bench, queue, 1);
                frontend.stopQueue(0);
                assertThat(queue.driver().poll()).hasSize(LENT).allMatch(chain -> chain.written().length == 0);
                assertThat(bench.counter("a", "chains_failed")).isZero();
            }
        }
    }

    @Test
    void aResetLeavesThemInTheRingToo() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            lend(bench, queue, 1);
            frontend.tell(FrontendRequest.RESET_DEVICE, Payloads.none());
            frontend.barrier();
            assertThat(queue.driver().poll()).isEmpty();
            frontend.enableQueue(0, true);
            awaitRequests(bench, 2 * LENT);
            assertThat(written(bench, queue)).containsExactly(0, 1, 2, 3, 4);
        }
    }

    private static void lend(SlotBench bench, GuestQueue queue, int first) throws KernelFault {
        for (byte i = 0; i < LENT; i++) {
            queue.driver().add(List.of(new byte[] {EchoDevice.LEND, i}), 4);
        }
        queue.submit();
        awaitRequests(bench, first - 1 + LENT);
    }

    private static void awaitRequests(SlotBench bench, int count) {
        SlotBench.awaitThat(() -> bench.counter("a", "requests") == count, () -> count + " offered: " + bench.view("a"));
    }

    private static List<Integer> written(SlotBench bench, GuestQueue queue) throws KernelFault {
        bench.provider.last.letGo();
        List<Integer> bytes = new ArrayList<>();
        for (UsedChain chain : queue.await(LENT)) {
            bytes.add((int) chain.written()[0]);
        }
        return bytes;
    }
}
