// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.host.upgrade.VersionSwitch;
import backplane.operation.CountView;
import backplane.operation.OperationRefused;
import backplane.operation.SlotState;
import backplane.testkit.FrontendProfile;
import backplane.testkit.GuestQueue;
import backplane.testkit.ScriptedFrontend;
import backplane.testkit.UsedChain;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two versions side by side: one device first, then the others, and all back if anything goes wrong. */
@Tag("upgrade")
class VersionSwitchTest {
    private static final Duration BRIEF = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(9);

    @Test
    void allDevicesMoveWithTheirState() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a").slot("b"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU);
                ScriptedFrontend b = bench.running("b", FrontendProfile.QEMU)) {
            SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
            EchoDevice.Provider next = offered(bench);
            change(bench, next).run(BRIEF);
            assertThat(bench.registry.types()).containsExactly(next);
            bench.registry.withdraw(bench.provider);
            assertThat(bench.view("a").state()).isEqualTo(SlotState.CONNECTED);
            assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
            assertThat(SlotBench.request(b.queue(0), (byte) 0, (byte) 3).written()).containsExactly(3);
            assertThat(bench.counter("a", "handovers")).isEqualTo(1);
            assertThat(bench.view("a").counts()).as("told by the device itself")
                    .containsExactly(new CountView("answered", "requests answered", 2));
        }
    }

    @Test
    void aDeviceThatThrowsAtARequestIsReplacedByTheFormerAndThatAnswers() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
            GuestQueue queue = a.queue(0);
            SlotBench.request(queue, (byte) 0, (byte) 1);
            EchoDevice.Provider faulty = new EchoDevice.Provider() {
                @Override
                public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
                    EchoDevice inner = (EchoDevice) super.create(settings);
                    return new ThrowingDevice(inner, System.nanoTime());
                }
            };
            bench.registry.offer(faulty);
            CompletableFuture<String> outcome = CompletableFuture.supplyAsync(() -> refusal(change(bench, faulty), LONG));
            SlotBench.awaitThat(() -> bench.counter("a", "handovers") == 1, () -> "the canary");
            assertThat(bench.view("a").counts()).as("it throws when it is asked, too").isEmpty();
            queue.ring().add(List.of(new byte[] {0, 7}), 4);
            queue.ring().add(List.of(new byte[] {0, 8}), 4);
            queue.submit();
            assertThat(queue.await(2)).extracting(UsedChain::written).containsExactly(new byte[] {7}, new byte[] {8});
            assertThat(outcome.get()).contains("a:", "threw");
            assertThat(bench.provider.last.answered()).as("with its state").isEqualTo(3);
            assertThat(bench.registry.types()).containsExactly(bench.provider);
            assertThat(bench.counter("a", "chains_failed")).isZero();
        }
    }

    @Test
    void aDeviceThatThrowsAfterTwoSecondsIsReplacedAndEachRequestAnsweredOnce() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
            EchoDevice.Provider late = new EchoDevice.Provider() {
                @Override
                public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
                    return new ThrowingDevice((EchoDevice) super.create(settings), System.nanoTime() + Duration.ofSeconds(2).toNanos());
                }
            };
            bench.registry.offer(late);
            CompletableFuture<String> outcome = CompletableFuture.supplyAsync(() -> refusal(change(bench, late), LONG));
            int asked = 1;
            while (!outcome.isDone()) {
                assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) asked).written()).containsExactly(asked);
                asked = asked % 100 + 1;
            }
            assertThat(outcome.get()).contains("threw");
            assertThat(bench.counter("a", "handovers")).isEqualTo(2);
            assertThat(bench.registry.types()).containsExactly(bench.provider);
            assertThat(bench.counter("a", "chains_failed")).isZero();
        }
    }

    @Test
    void aVersionThatCannotTakeOverIsFoundOutBeforeAnyPause() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
            EchoDevice.Provider poorer = new EchoDevice.Provider();
            poorer.features = FeatureSet.NONE;
            bench.registry.offer(poorer);
            assertThat(change(bench, poorer).rehearse().get(0)).contains("a:", "would stay", "features");
            assertThat(refusal(change(bench, poorer), BRIEF)).contains("features");
            EchoDevice.Provider throwing = new EchoDevice.Provider() {
                @Override
                public VirtioDevice create(DeviceSettings settings) {
                    throw new IllegalStateException("in the constructor");
                }
            };
            assertThat(refusal(change(bench, throwing), BRIEF)).contains("in the constructor");
            assertThat(bench.counter("a", "handovers")).isZero();
            assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
        }
    }

    @Test
    void aStateThatIsRejectedPutsTheFormerBack() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a").slot("b"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU);
                ScriptedFrontend b = bench.running("b", FrontendProfile.QEMU)) {
            SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
            EchoDevice.Provider rejecting = new EchoDevice.Provider();
            rejecting.rejects = true;
            bench.registry.offer(rejecting);
            assertThatThrownBy(() -> change(bench, rejecting).run(BRIEF)).isInstanceOf(OperationRefused.class)
                    .hasMessageContaining("version 1");
            assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
            assertThat(SlotBench.request(b.queue(0), (byte) 0, (byte) 3).written()).containsExactly(3);
            assertThat(bench.view("a").problem()).isEmpty();
            assertThat(bench.provider.last.closed).isFalse();
        }
    }

    /** As {@code bundle:restart NAME} does with two versions of a bundle. */
    @Test
    void bothBundlesAreRestartedDuringTheTrial() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a"); ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
            SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
            EchoDevice.Provider next = offered(bench);
            CompletableFuture<String> outcome = CompletableFuture.supplyAsync(() -> refusal(change(bench, next), LONG));
            SlotBench.awaitThat(() -> bench.counter("a", "handovers") == 1, () -> "the canary");
            bench.registry.withdraw(bench.provider);
            bench.registry.withdraw(next);
            EchoDevice.Provider again = offered(bench);
            assertThat(outcome.get()).contains("a: its bundle has gone");
            assertThat(bench.registry.types()).containsExactly(again);
            assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
            assertThat(again.last.answered()).as("a device of the offer that stands, with the state").isEqualTo(2);
        }
    }

    @Test
    void aVersionThatGoesAtTheLastMomentIsNotPreferred() throws Exception {
        try (SlotBench bench = new SlotBench().slot("a")) {
            EchoDevice.Provider next = offered(bench);
            bench.registry.withdraw(next);
            bench.registry.prefer(next);
            assertThat(bench.registry.types()).containsExactly(bench.provider);
            assertThat(new SlotSeats(bench.registry, "echo").move("a", next, false)).isEqualTo("its bundle has gone");
            assertThat(bench.view("a").problem()).isEmpty();
        }
    }

    @Test
    void nobodyTakesOverFromItself() {
        try (SlotBench bench = new SlotBench().slot("a")) {
            assertThat(refusal(change(bench, bench.provider), BRIEF)).isEqualTo("it has the devices already");
            assertThat(bench.counter("a", "handovers")).isZero();
        }
    }

    @Test
    void hardwareOfOneOwnerIsRehearsedWithoutAndOpenedWhenTheFormerHasGone() throws Exception {
        ExclusiveHardware hardware = new ExclusiveHardware();
        try (SlotBench bench = new SlotBench()) {
            EchoDevice.Provider first = exclusive(bench, hardware.version("one", false));
            try (ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
                SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
                EchoDevice.Provider next = hardware.version("two", false);
                bench.registry.offer(next);
                new VersionSwitch(new SlotSeats(bench.registry, "echo"), first, next).run(BRIEF);
                assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
                assertThat(next.last.answered()).as("with the state").isEqualTo(2);
                assertThat(hardware.log).containsExactly("one opens", "two rehearses", "two busy", "two rehearses", "two opens");
            }
        }
    }

    @Test
    void otherSettingsForHardwareOfOneOwnerAreTakenByTheNextOne() throws Exception {
        ExclusiveHardware hardware = new ExclusiveHardware();
        try (SlotBench bench = new SlotBench()) {
            EchoDevice.Provider first = exclusive(bench, hardware.version("one", false));
            try (ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
                SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
                assertThat(bench.configure("a", Map.of("tag", "256"))).as("found out without a pause").contains("'tag'");
                assertThat(bench.counter("a", "handovers")).isZero();
                assertThat(bench.configure("a", Map.of("tag", "7"))).isEmpty();
                assertThat(a.getConfig(0, 1)).containsExactly(7);
                assertThat(first.last.answered()).isEqualTo(1);
                assertThat(hardware.log).endsWith("one opens");
            }
        }
    }

    @Test
    void ifTheHardwareCannotBeOpenedTheFormerHasItAgainWithItsState() throws Exception {
        ExclusiveHardware hardware = new ExclusiveHardware();
        try (SlotBench bench = new SlotBench()) {
            EchoDevice.Provider first = exclusive(bench, hardware.version("one", false));
            try (ScriptedFrontend a = bench.running("a", FrontendProfile.QEMU)) {
                SlotBench.request(a.queue(0), (byte) 0, (byte) 1);
                EchoDevice.Provider broken = hardware.version("two", true);
                bench.registry.offer(broken);
                assertThatThrownBy(() -> new VersionSwitch(new SlotSeats(bench.registry, "echo"), first, broken).run(BRIEF))
                        .hasMessageContaining("a card that can be opened");
                assertThat(SlotBench.request(a.queue(0), (byte) 0, (byte) 2).written()).containsExactly(2);
                assertThat(first.last.answered()).isEqualTo(2);
                assertThat(hardware.log).containsExactly("one opens", "two rehearses", "two busy", "two rehearses", "two fails",
                        "one opens");
                assertThat(bench.view("a").problem()).isEmpty();
                assertThat(bench.counter("a", "chains_failed")).isZero();
            }
        }
    }

    private static EchoDevice.Provider exclusive(SlotBench bench, EchoDevice.Provider first) {
        bench.registry.withdraw(bench.provider);
        bench.registry.offer(first);
        bench.slot("a");
        return first;
    }

    private static EchoDevice.Provider offered(SlotBench bench) {
        EchoDevice.Provider next = new EchoDevice.Provider();
        bench.registry.offer(next);
        return next;
    }

    private static VersionSwitch change(SlotBench bench, EchoDevice.Provider to) {
        return new VersionSwitch(new SlotSeats(bench.registry, "echo"), bench.provider, to);
    }

    private static String refusal(VersionSwitch change, Duration watch) {
        try {
            change.run(watch);
            return "";
        } catch (OperationRefused refused) {
            return refused.getMessage();
        }
    }
}
