// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.operation.HandoverView;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SettingView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.operation.StallView;
import backplane.operation.TypeView;
import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each check makes of what it sees. */
@Tag("protocol")
class HealthChecksTest {
    private final List<SlotView> slots = new ArrayList<>();
    private final List<StallView> stalls = new ArrayList<>();
    private final List<UpgradeView> upgrades = new ArrayList<>();
    private String watched = "";

    @Test
    void slots() {
        assertThat(status(SlotState.READY, "")).isEqualTo(Result.Status.OK);
        assertThat(status(SlotState.CONNECTED, "")).isEqualTo(Result.Status.OK);
        assertThat(status(SlotState.PARKED, "")).isEqualTo(Result.Status.WARN);
        assertThat(status(SlotState.PARKED, "the device has been away")).isEqualTo(Result.Status.CRITICAL);
        assertThat(status(SlotState.REFUSED, "the socket cannot be opened")).isEqualTo(Result.Status.CRITICAL);
        assertThat(status(SlotState.CONNECTED, "'lines' is 'four'")).isEqualTo(Result.Status.WARN);
        assertThat(status(SlotState.EMPTY, "")).isEqualTo(Result.Status.WARN);
        assertThat(status(SlotState.CONNECTED, "", new QueueView(0, "requestq", 64, true, true, 0, "index jump", QueueLoad.NONE)))
                .isEqualTo(Result.Status.WARN);
        slots.clear();
        assertThat(new SlotsHealth(new Slots()).execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void workers() {
        assertThat(new WorkersHealth(new Slots()).execute().getStatus()).isEqualTo(Result.Status.OK);
        stalls.add(new StallView("gpio0", "backplane-gpio0", 700, List.of("a.B.c(B.java:1)")));
        Result result = new WorkersHealth(new Slots()).execute();
        assertThat(result.getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(result.toString()).contains("gpio0", "700 ms", "a.B.c(B.java:1)");
    }

    @Test
    void upgrades() {
        UpgradesHealth health = new UpgradesHealth(new Upgrades());
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        upgrades.add(new UpgradeView(Instant.EPOCH, "gpio", "b 1", "b 2", false, "gpio0: it threw"));
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(health.execute().toString()).contains("b 2", "gpio0: it threw");
        upgrades.add(new UpgradeView(Instant.EPOCH, "gpio", "b 1", "b 3", true, ""));
        watched = "type gpio: b 4 in place of b 3";
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        assertThat(health.execute().toString()).contains("b 4 in place of b 3");
    }

    private Result.Status status(SlotState state, String problem, QueueView... queues) {
        slots.clear();
        slots.add(new SlotView("gpio0", "gpio", state, Path.of("/run/gpio0.sock"), "", "", List.of(queues), Map.of(), Map.of(),
                List.of(), problem));
        Result result = new SlotsHealth(new Slots()).execute();
        assertThat(result.toString()).contains("gpio0");
        return result.getStatus();
    }

    private final class Slots implements SlotOperations {
        @Override
        public List<TypeView> types() {
            return List.of();
        }

        @Override
        public List<SettingView> slotSettings() {
            return List.of();
        }

        @Override
        public List<SlotView> slots() {
            return slots;
        }

        @Override
        public Optional<SlotView> slot(String name) {
            return Optional.empty();
        }

        @Override
        public List<StallView> stalls() {
            return stalls;
        }

        @Override
        public void create(String type, String name, Map<String, String> settings) {
            throw new AssertionError("a check changes nothing");
        }

        @Override
        public void destroy(String name) {
            throw new AssertionError("a check changes nothing");
        }
    }

    private final class Upgrades implements UpgradeOperations {
        @Override
        public UpgradeView upgrade(String type, String location, Duration watch) {
            throw new AssertionError("a check changes nothing");
        }

        @Override
        public List<String> rehearse(String type, String location) {
            throw new AssertionError("a check changes nothing");
        }

        @Override
        public UpgradeView rollback(String type, Duration watch) {
            throw new AssertionError("a check changes nothing");
        }

        @Override
        public List<UpgradeView> history() {
            return upgrades;
        }

        @Override
        public String watched() {
            return watched;
        }

        @Override
        public List<HandoverView> handovers(String device) {
            return List.of();
        }
    }
}
