// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.host.console.FakeOperations;
import backplane.host.console.Terminal;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rates from one look to the next. */
@Tag("console")
class StatsCommandTest {
    private final Terminal terminal = new Terminal();
    private final FakeOperations operations = new FakeOperations();
    private final StatsCommand command = new StatsCommand();
    private long nanoTime;

    @Test
    void whatWasCountedInTheTimeThatReallyPassed() throws Exception {
        counted(100, 90, 1);
        command.pause = millis -> {
            assertThat(millis).isEqualTo(500);
            nanoTime += 2_000_000_000L;
            counted(300, 191, 4);
        };
        command.interval = 500;
        run();
        assertThat(terminal.text().lines().toList()).hasSize(2);
        assertThat(terminal.text().lines().toList().get(1).strip().split(" {2,}"))
                .containsExactly("gpio0", "CONNECTED", "100.0", "50.5", "0.0", "0.0", "3", "4", "0");
    }

    @Test
    void asOftenAsAskedAndNoLongerThanSomebodyListens() throws Exception {
        counted(0, 0, 0);
        command.count = 0;
        int[] looks = {0};
        command.pause = millis -> {
            if (++looks[0] == 3) {
                throw new InterruptedException("enough");
            }
        };
        run();
        assertThat(Thread.interrupted()).as("whoever interrupted is told").isTrue();
        assertThat(terminal.text().lines().filter(line -> line.startsWith("gpio0"))).hasSize(2);
    }

    @Test
    void whatCannotBeIsRefused() {
        command.interval = 99;
        assertThatThrownBy(this::run).hasMessageContaining("100 to 60000");
        command.interval = 100;
        command.name = "nobody";
        assertThatThrownBy(this::run).hasMessageContaining("nobody");
    }

    @Test
    void queuesAreShownWithTheirLatencies() throws Exception {
        long[] counts = new long[QueueLoad.BUCKETS];
        counts[QueueLoad.bucket(10_000)] = 98;
        counts[QueueLoad.bucket(2_000_000)] = 2;
        QueueLoad load = new QueueLoad(400, 100, 16, 5_000_000, 2_000_000, counts);
        operations.with(new SlotView("gpio0", "gpio", SlotState.CONNECTED, Path.of("/run/gpio0.sock"), "", "",
                List.of(new QueueView(0, "requestq", 64, true, true, 3, "", QueueLoad.NONE)), Map.of(), Map.of(), List.of(), ""));
        command.queues = true;
        command.pause = millis -> {
            nanoTime += millis * 1_000_000;
            operations.with(new SlotView("gpio0", "gpio", SlotState.CONNECTED, Path.of("/run/gpio0.sock"), "", "",
                    List.of(new QueueView(0, "requestq", 64, true, true, 3, "", load)), Map.of(), Map.of(), List.of(), ""));
        };
        run();
        assertThat(terminal.text()).containsPattern("gpio0 +requestq +400\\.0 +4\\.0 +16 +10\\.2 +2000\\.0 +2000\\.0 +2000\\.0");
    }

    private void run() throws Exception {
        command.operations = operations;
        command.session = terminal.session();
        command.nanoTime = () -> nanoTime;
        command.execute();
    }

    private void counted(long requests, long completed, long faults) {
        operations.with(new SlotView("gpio0", "gpio", SlotState.CONNECTED, Path.of("/run/gpio0.sock"), "", "",
                List.of(new QueueView(0, "requestq", 64, true, true, 3, "", QueueLoad.NONE)), Map.of(),
                Map.of("requests", requests, "completed", completed, "device_faults", faults), List.of(), ""));
    }
}
