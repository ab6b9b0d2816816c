// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.operation.HandoverView;
import backplane.operation.SlotState;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.Payloads;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.vhostuser.FrontendRequest;
import backplane.virtio.FeatureSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A slot outlives its device: bundles come and go, settings change, front-ends stay. */
@Tag("protocol")
class SlotTest {
    @Test
    void wrongSettingsAreRefusedByKeyValueAndWhatIsAllowed() {
        try (SlotBench bench = new SlotBench().slot("a")) {
            assertThat(bench.configure("b", Map.of("tag", "256"))).isEmpty();
            assertThat(bench.view("b").problem()).contains("'tag'", "'256'", "0 to 255");
            assertThat(bench.view("b").state()).isEqualTo(SlotState.REFUSED);
            assertThat(bench.configure("c", Map.of("tga", "1"))).contains("no key 'tga'", "tag");
            assertThat(bench.configure("d", Map.of("mode", "999"))).contains("'mode'", "'999'", "octal");
            assertThat(bench.configure("e", Map.of("socket", "relative"))).contains("'socket'", "absolute");
            assertThat(bench.configure("e/f", Map.of())).contains("'name'", "'e/f'");
            assertThat(bench.view("a").state()).isEqualTo(SlotState.READY);
            bench.configure("b", Map.of("tag", "255"));
            assertThat(bench.view("b").state()).isEqualTo(SlotState.READY);
            assertThat(bench.view("b").problem()).isEmpty();
        }
    }

    @Test
    void aRefusedChangeLeavesEverythingAsItWas() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            assertThat(bench.configure("a", Map.of("tag", "no"))).contains("'tag'", "'no'");
            assertThat(bench.view("a").problem()).contains("'no'");
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            bench.configure("a", Map.of());
            assertThat(bench.view("a").problem()).isEmpty();
        }
    }

    @Test
    void aSocketThatCannotBeOpenedIsTheSlotsProblem() {
        try (SlotBench bench = new SlotBench().slot("a")) {
            bench.configure("b", Map.of("socket", "/run/backplane/a.sock"));
            assertThat(bench.view("b").state()).isEqualTo(SlotState.REFUSED);
            assertThat(bench.view("b").problem()).contains("a.sock");
            bench.configure("b", Map.of("socket", "/run/backplane/b2.sock", "mode", "0600"));
            assertThat(bench.view("b").state()).isEqualTo(SlotState.READY);
            assertThat(bench.host.sockets().access(Path.of("/run/backplane/b2.sock"))).isEqualTo(SocketAccess.OWNER_ONLY);
        }
    }

    @Test
    void aSlotWithoutABundleWaitsAndSoDoesItsFrontEnd() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.registry.withdraw(bench.provider);
            bench.slot("a");
            assertThat(bench.view("a").state()).isEqualTo(SlotState.EMPTY);
            try (ScriptedFrontend frontend = bench.connect("a", FrontendProfile.QEMU)) {
                frontend.send(FrontendRequest.GET_FEATURES, 0, Payloads.none());
                bench.registry.offer(bench.provider);
                assertThat(frontend.receive(FrontendRequest.GET_FEATURES).word()).isNotZero();
            }
        }
    }

    @Test
    void whatLiesInARingBeforeTheDriverIsAtWorkNeedsNoKick() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue silent = frontend.startQueue(1, 16);
            frontend.getConfig(0, 4);
            silent.ring().add(List.of(new byte[] {EchoDevice.ECHO, 7}), 4);
            silent.ring().publish();
            SlotBench.request(frontend.queue(0), (byte) 0);
            assertThat(silent.await(1)).extracting(UsedChain::written).containsExactly(new byte[] {7});
        }
    }

    @Test
    void whatIsHandedBackIsOfferedAgainInTheDriversOrder() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            for (byte i = 1; i <= 5; i++) {
                queue.ring().add(List.of(new byte[] {EchoDevice.HOLD, i}), 4);
            }
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 5, () -> "five requests");
            bench.registry.withdraw(bench.provider);
            bench.registry.offer(bench.provider);
            bench.provider.last.letGo();
            assertThat(queue.await(5)).extracting(UsedChain::written)
                    .containsExactly(new byte[] {1}, new byte[] {2}, new byte[] {3}, new byte[] {4}, new byte[] {5});
        }
    }

    @Test
    void aBundleThatGoesParksTheDeviceAndNothingIsLost() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            SlotBench.request(queue, (byte) 0);
            queue.ring().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 2, () -> "two requests");
            EchoDevice before = bench.provider.last;
            bench.registry.withdraw(bench.provider);
            assertThat(before.closed).isTrue();
            assertThat(bench.view("a").state()).isEqualTo(SlotState.PARKED);
            queue.ring().add(List.of(new byte[] {EchoDevice.ECHO, 2}), 4);
            queue.ring().publish();
            queue.kick();
            assertThat(frontend.getConfig(0, 4)).as("answered from the snapshot").containsExactly(0, 2, 3, 4);
            frontend.addMemory(1 << 20);
            assertThat(queue.ring().poll()).isEmpty();
            bench.registry.offer(bench.provider);
            assertThat(queue.await(1)).extracting(UsedChain::written).containsExactly(new byte[] {2});
            bench.provider.last.letGo();
            assertThat(queue.await(1)).extracting(UsedChain::written).containsExactly(new byte[] {1});
            assertThat(bench.counter("a", "chains_reoffered")).isEqualTo(1);
            assertThat(bench.provider.last.answered()).as("its state went with it").isEqualTo(3);
            assertThat(bench.view("a").state()).isEqualTo(SlotState.CONNECTED);
        }
    }

    @Test
    void aDeviceThatDoesNotFitLeavesTheSlotParkedAndConnected() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            bench.registry.withdraw(bench.provider);
            EchoDevice.Provider poorer = new EchoDevice.Provider();
            poorer.features = FeatureSet.NONE;
            bench.registry.offer(poorer);
            assertThat(bench.view("a").problem()).contains("features");
            assertThat(poorer.last.closed).isTrue();
            bench.registry.withdraw(poorer);
            EchoDevice.Provider rejecting = new EchoDevice.Provider();
            rejecting.rejects = true;
            bench.registry.offer(rejecting);
            assertThat(bench.view("a").problem()).contains("version 1");
            bench.registry.withdraw(rejecting);
            bench.registry.offer(bench.provider);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            assertThat(bench.view("a").problem()).isEmpty();
        }
    }

    @Test
    void withNobodyConnectedADeviceThatCannotGoOnBeginsAnew() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a")) {
            bench.registry.withdraw(bench.provider);
            EchoDevice.Provider rejecting = new EchoDevice.Provider();
            rejecting.rejects = true;
            bench.registry.offer(rejecting);
            assertThat(bench.view("a").state()).isEqualTo(SlotState.READY);
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            }
        }
    }

    @Test
    void aHandoverIsToldInNumbers() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            SlotBench.request(queue, (byte) 0);
            queue.ring().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 2, () -> "two requests");
            bench.registry.withdraw(bench.provider);
            bench.registry.offer(bench.provider);
            SlotBench.request(queue, (byte) 0);
            SlotBench.awaitThat(() -> bench.registry.handovers("a").get(0).pauseMicros() >= 0, () -> "a pause");
            HandoverView told = bench.registry.handovers("a").get(0);
            assertThat(told.awayMicros()).isPositive().isLessThanOrEqualTo(told.pauseMicros());
            assertThat(told.reoffered()).isEqualTo(1);
            assertThat(told.failed()).isZero();
            assertThat(told.to()).contains("EchoDevice");
        }
    }

    @Test
    void aDeviceThatStaysAwayIsToldAndTheFrontEndStays() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            bench.configure("a", Map.of("away.limit", "1"));
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                bench.registry.withdraw(bench.provider);
                SlotBench.awaitThat(() -> bench.view("a").problem().contains("away"), () -> bench.view("a").problem());
                assertThat(bench.view("a").problem()).contains("1 s", "stays connected", "vhost:destroy a");
                assertThat(bench.view("a").state()).isEqualTo(SlotState.PARKED);
                assertThat(frontend.getConfig(0, 4)).as("still answered").containsExactly(0, 2, 3, 4);
                bench.registry.offer(bench.provider);
                assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
                assertThat(bench.view("a").problem()).isEmpty();
            }
        }
    }

    @Test
    void onlyAnExplicitChoiceClosesTheConnectionOfADeviceThatStaysAway() throws KernelFault {
        try (SlotBench bench = new SlotBench()) {
            assertThat(bench.configure("b", Map.of("away.end", "maybe"))).contains("'away.end'", "'maybe'", "stay or close");
            bench.configure("a", Map.of("away.limit", "1", "away.end", "close"));
            try (ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
                bench.registry.withdraw(bench.provider);
                frontend.awaitClosed();
                assertThat(bench.view("a").problem()).contains("closed");
            }
        }
    }

    @Test
    void aFeatureThatTheNextDeviceAddsIsOfferedWhenTheFrontEndAsksAgain() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            bench.registry.withdraw(bench.provider);
            EchoDevice.Provider richer = new EchoDevice.Provider();
            richer.features = new FeatureSet(3);
            bench.registry.offer(richer);
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
            bench.registry.withdraw(richer);
            bench.registry.offer(bench.provider);
            assertThat(bench.view("a").problem()).as("nobody has been offered it yet").isEmpty();
            bench.registry.withdraw(bench.provider);
            bench.registry.offer(richer);
            frontend.send(FrontendRequest.GET_FEATURES, 0, Payloads.none());
            assertThat(frontend.receive(FrontendRequest.GET_FEATURES).word() & 3).isEqualTo(3);
            bench.registry.withdraw(richer);
            bench.registry.offer(bench.provider);
            assertThat(bench.view("a").problem()).contains("features");
        }
    }

    @Test
    void settingsOfTheHostAloneAreTakenWithoutAPause() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(frontend.queue(0), (byte) 0);
            assertThat(bench.configure("a", Map.of("away.limit", "7"))).isEmpty();
            assertThat(bench.counter("a", "handovers")).isZero();
            assertThat(bench.configure("a", Map.of("tag", "9"))).isEmpty();
            assertThat(bench.counter("a", "handovers")).isEqualTo(1);
            assertThat(frontend.getConfig(0, 1)).containsExactly(9);
        }
    }

    @Test
    void aLiveSettingIsTakenWithoutAHandoverAndWhatIsHeldStays() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = frontend.queue(0);
            SlotBench.request(queue, (byte) 0);
            queue.ring().add(List.of(new byte[] {EchoDevice.HOLD, 1}), 4);
            queue.submit();
            SlotBench.awaitThat(() -> bench.counter("a", "requests") == 2, () -> "two requests");
            EchoDevice device = bench.provider.last;
            assertThat(bench.configure("a", Map.of("mark", "77"))).isEmpty();
            assertThat(frontend.getConfig(0, 2)).containsExactly(0, 77);
            assertThat(bench.provider.last).as("the same device").isSameAs(device);
            assertThat(bench.counter("a", "adjusted")).isEqualTo(1);
            assertThat(bench.counter("a", "handovers")).isZero();
            assertThat(bench.counter("a", "requests")).as("not offered again").isEqualTo(2);
            assertThat(bench.configure("a", Map.of("mark", "seven"))).contains("'mark'", "'seven'");
            assertThat(frontend.getConfig(0, 2)).as("as it was").containsExactly(0, 77);
            device.letGo();
            assertThat(queue.await(1)).extracting(UsedChain::written).containsExactly(new byte[] {1});
            assertThat(bench.registry.handovers("a")).isEmpty();
        }
    }

    @Test
    void aLiveSettingWithAnotherOneOrThatTheDeviceThrowsAtGoesThroughTheHandover() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(frontend.queue(0), (byte) 0);
            assertThat(bench.configure("a", Map.of("mark", "78", "tag", "9"))).isEmpty();
            assertThat(frontend.getConfig(0, 2)).containsExactly(9, 78);
            assertThat(bench.counter("a", "handovers")).isEqualTo(1);
            assertThat(bench.configure("a", Map.of("mark", "255", "tag", "9"))).isEmpty();
            assertThat(frontend.getConfig(0, 2)).containsExactly(9, 255);
            assertThat(bench.counter("a", "handovers")).isEqualTo(2);
            assertThat(bench.counter("a", "adjusted")).isZero();
            assertThat(SlotBench.request(frontend.queue(0), (byte) 0, (byte) 1).written()).containsExactly(1);
        }
    }

    @Test
    void aSlotThatIsRemovedTakesItsSocketAlong() throws KernelFault {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend frontend = bench.running("a", FrontendProfile.QEMU)) {
            assertThat(bench.registry.remove("a")).isTrue();
            frontend.awaitClosed();
            assertThat(bench.registry.remove("a")).isFalse();
            bench.slot("a");
            assertThat(bench.view("a").state()).isEqualTo(SlotState.READY);
        }
    }
}
