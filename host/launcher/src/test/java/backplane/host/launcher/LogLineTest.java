// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A line of the log, against what a guest may have put into it. */
@Tag("container")
class LogLineTest {
    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("backplane.host.slot.DeviceSlot");
        return record;
    }

    @Test
    void isOneLineWithTimeLevelAndClass() {
        assertThat(new LogLine().format(record(Level.WARNING, "gpio0: gone")))
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d,\\d{3} WARN  .{20} DeviceSlot {15}gpio0: gone\n");
    }

    @Test
    void keepsAForgedLineInItsOwn() {
        assertThat(new LogLine().format(record(Level.INFO, "name\r\n2026-01-01 INFO all is well")))
            .endsWith("name\\r\\n2026-01-01 INFO all is well\n")
            .containsOnlyOnce("\n");
    }

    @Test
    void cutsALongMessage() {
        assertThat(new LogLine().format(record(Level.INFO, "x".repeat(9 * LogLine.LONGEST)))).hasSizeLessThan(LogLine.LONGEST + 100);
    }

    @Test
    void tellsLevelsAndCauses() {
        LogRecord record = record(Level.SEVERE, "stopped");
        record.setThrown(new IllegalStateException("first\nsecond"));
        assertThat(new LogLine().format(record)).contains(" ERROR ").contains("\n    java.lang.IllegalStateException: first\n    second\n");
        assertThat(new LogLine().format(record(Level.FINE, "stopped"))).contains(" DEBUG ");
    }
}
