// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line for each record, as the host with Karaf writes it: time, level, thread, class, message. Line ends within a message are written
 * as {@code \n}, so that nobody outside can forge a line; a message has at most {@value #LONGEST} characters.
 */
public final class LogLine extends Formatter {
    static final int LONGEST = 2000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss,SSS", Locale.ROOT);

    /** For java.util.logging, which makes it by name. */
    public LogLine() {
    }

    @Override
    public String format(LogRecord record) {
        String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
        StringBuilder line = new StringBuilder(160)
            .append(TIME.format(record.getInstant().atZone(ZoneId.systemDefault()))).append(' ')
            .append(String.format(Locale.ROOT, "%-5s %-20.20s %-24s ", level(record.getLevel()), Thread.currentThread().getName(),
                logger.substring(logger.lastIndexOf('.') + 1)))
            .append(oneLine(formatMessage(record))).append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(frame -> line.append("    ").append(oneLine(frame)).append('\n'));
        }
        return line.toString();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String oneLine(String text) {
        String plain = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return plain.replace("\r", "\\r").replace("\n", "\\n");
    }
}
