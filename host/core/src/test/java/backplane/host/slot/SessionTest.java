// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.operation.SlotState;
import backplane.testkit.FrontendMemory;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole sessions, as the front-ends of the field hold them. */
@Tag("protocol")
class SessionTest {
    static List<FrontendProfile> profiles() {
        return List.of(FrontendProfile.QEMU, FrontendProfile.SILENT, FrontendProfile.UML);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aSessionFromHandshakeToHangUp(FrontendProfile profile) throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", profile)) {
            assertThat(frontend.getConfig(0, 4)).containsExactly(0, 2, 3, 4);
            GuestQueue queue = frontend.queue(0);
            for (byte i = 0; i < 100; i++) {
                UsedChain used = SlotBench.request(queue, (byte) 0, i, (byte) 7);
                assertThat(used.written()).containsExactly(i, 7);
            }
            frontend.stopQueue(0);
            frontend.close();
            bench.awaitState("a", SlotState.READY);
        }
    }

    @Test
    void frontEndsComeOneAfterAnother() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a")) {
            for (int i = 0; i < 5; i++) {
                try (ScriptedFrontend frontend = bench.running("a", profiles().get(i % 3))) {
                    assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) i).written()).containsExactly(i);
                }
            }
            bench.awaitState("a", SlotState.READY);
            assertThat(bench.counter("a", "sessions")).isEqualTo(5);
            bench.vmm.requireNothingLeft();
        }
    }

    /** A newcomer's mistake: QEMU without share=on connects, sets its queues up, and shares nothing. */
    @Test
    void aFrontEndThatSharesNoMemoryIsToldWhatToDo() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.connect("a", FrontendProfile.QEMU)) {
            frontend.handshake(SlotBench.FEATURES, 2);
            frontend.acceptFeatures();
            FrontendMemory.Region region = frontend.addMemory(2 << 20);
            frontend.makeQueue(0, 16);
            frontend.configureQueue(0);
            frontend.removeMemory(region);
            // bit 8: without a descriptor, the ring is polled
            frontend.tell(FrontendRequest.SET_VRING_KICK, Payloads.word(1 << 8));
            frontend.barrier();
            assertThat(bench.view("a").problem()).isEmpty();
            frontend.enableQueue(0, true);
            SlotBench.awaitThat(() -> bench.view("a").problem().contains("share=on"), () -> bench.view("a").toString());
            frontend.close();
            bench.awaitState("a", SlotState.READY);
            assertThat(bench.view("a").problem()).isEmpty();
        }
    }

    @Test
    void aSecondFrontEndWaitsForTheFirst() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend first = bench.running("a", FrontendProfile.QEMU);
                ScriptedFrontend second = bench.connect("a", FrontendProfile.QEMU)) {
            assertThat(SlotBench.request(first.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            first.close();
            second.handshake(SlotBench.FEATURES, 2);
        }
    }

    @Test
    void aRingStopsAndGoesOnWhereItStopped() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            for (int round = 1; round <= 3; round++) {
                SlotBench.request(queue, (byte) 0);
                assertThat(frontend.stopQueue(0)).isEqualTo(round);
                frontend.restartQueue(0);
            }
            assertThat(bench.provider.last.resets).as("a pause is no reset").isZero();
            assertThat(SlotBench.request(queue, (byte) 0, (byte) 9).written()).containsExactly(9);
        }
    }

    @Test
    void fromBaseZeroAfterAStopElsewhereIsAGuestReset() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(frontend.queue(0), (byte) 0);
            frontend.stopQueue(0);
            frontend.startQueue(0, 16);
            SlotBench.request(frontend.queue(0), (byte) 0);
            assertThat(bench.provider.last.resets).isEqualTo(1);
        }
    }

    @Test
    void whatWasMadeAvailableBeforeTheStartNeedsNoKick() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            frontend.stopQueue(0);
            GuestQueue queue = frontend.queue(0);
            queue.ring().add(List.of(new byte[] {0, 5}), 4);
            queue.ring().publish();
            frontend.restartQueue(0);
            assertThat(queue.await(1).get(0).written()).containsExactly(5);
        }
    }

    @Test
    void aDisabledRingIsLeftAlone() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            frontend.enableQueue(0, false);
            GuestQueue queue = frontend.queue(0);
            queue.ring().add(List.of(new byte[] {0, 5}), 4);
            queue.ring().publish();
            queue.kick();
            frontend.barrier();
            assertThat(bench.view("a").queues().get(0).enabled()).isFalse();
            assertThat(queue.ring().poll()).isEmpty();
            frontend.enableQueue(0, true);
            assertThat(queue.await(1).get(0).written()).containsExactly(5);
        }
    }

    @Test
    void heldChainsComeBackWhenTheirRingStops() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            queue.ring().add(List.of(new byte[] {EchoDevice.HOLD, 5}), 4);
            queue.ring().add(List.of(new byte[] {EchoDevice.KEEP, 5}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 2, () -> "two requests");
            assertThat(frontend.stopQueue(0)).isEqualTo(2);
            assertThat(queue.ring().poll()).extracting(UsedChain::length).containsExactlyInAnyOrder(1L, 0L);
            assertThat(bench.counter("a", "chains_failed")).as("the one that was kept").isEqualTo(1);
        }
    }

    @Test
    void aChainMayBeCompletedFromAnyThread() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            assertThat(SlotBench.request(frontend.queue(0), EchoDevice.ELSEWHERE).length()).isZero();
            frontend.queue(0).ring().add(List.of(new byte[] {EchoDevice.HOLD, 6}), 4);
            frontend.queue(0).submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 2, () -> "two requests");
            bench.provider.last.letGo();
            assertThat(frontend.queue(0).await(1).get(0).written()).containsExactly(6);
        }
    }

    @Test
    void memoryComesAndGoesWhileTheRingRuns() throws KernelFault {
        for (FrontendProfile profile : List.of(FrontendProfile.QEMU, FrontendProfile.SILENT)) {
            try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", profile)) {
                for (int i = 0; i < 5; i++) {
                    var region = frontend.addMemory(1 << 20);
                    SlotBench.request(frontend.queue(0), (byte) 0);
                    frontend.removeMemory(region);
                    SlotBench.request(frontend.queue(0), (byte) 0);
                    frontend.barrier();
                    assertThat(bench.host.guestMemory().liveMappings()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void resetDeviceDisablesTheRingsAndReturnsTheChains() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            frontend.queue(0).ring().add(List.of(new byte[] {EchoDevice.HOLD, 6}), 4);
            frontend.queue(0).submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 1, () -> "one request");
            frontend.tell(FrontendRequest.RESET_DEVICE, Payloads.none());
            assertThat(frontend.queue(0).await(1)).hasSize(1);
            assertThat(bench.provider.last.resets).isEqualTo(1);
            assertThat(bench.view("a").queues().get(0).enabled()).isFalse();
        }
    }

    @Test
    void theBackEndTellsOfAChangedConfiguration() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            bench.configure("a", Map.of("tag", "77"));
            assertThat(frontend.getConfig(0, 4)).containsExactly(77, 2, 3, 4);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 3).written()).containsExactly(3);
            assertThat(bench.counter("a", "handovers")).isEqualTo(1);
            assertThat(frontend.nextBackendRequest().code()).isEqualTo(2);
        }
    }

    /** As QEMU at the end of a pause: the ring runs, and only then comes the descriptor that somebody reads. */
    @Test
    void aCallThatWentToTheFormerDescriptorIsMadeAgain() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            queue.driver().add(List.of(new byte[] {0, 5}), 8);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "calls") == 1, () -> "called once: " + bench.view("a"));
            frontend.renewCall(0);
            queue.awaitCall();
            frontend.renewCall(0);
            frontend.barrier();
            assertThat(queue.called()).as("once more, and no more often").isFalse();
        }
    }

    /** As QEMU's device_del and device_add with one chardev: nobody takes back what memory was shared. */
    @Test
    void anotherHandshakeOnOneConnectionBeginsAnew() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 5).written()).containsExactly(5);
            frontend.tell(FrontendRequest.SET_OWNER, Payloads.none());
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 6).written()).as("not while a ring runs").containsExactly(6);
            frontend.stopQueue(0);
            frontend.handshake(SlotBench.FEATURES, 2);
            frontend.barrier();
            assertThat(bench.host.guestMemory().liveMappings()).as("memory of the device before").isZero();
            frontend.acceptFeatures();
            FrontendMemory.Region same = frontend.memory().regions().get(0);
            frontend.tell(FrontendRequest.ADD_MEM_REG, Payloads.region(same.mapping()), same.file());
            frontend.restartQueue(0);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 7).written()).containsExactly(7);
            assertThat(bench.counter("a", "protocol_faults")).isZero();
        }
    }
}
