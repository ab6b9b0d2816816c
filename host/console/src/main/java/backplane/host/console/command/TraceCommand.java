// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.OperationRefused;
import backplane.operation.TraceEntry;
import backplane.operation.TraceOperations;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** Prints messages, requests and answers as they come. */
@Service
@Command(scope = "vhost", name = "trace", description = "Prints what a front-end and its guest ask of a device, and the answers, as they "
        + "come")
public final class TraceCommand implements Action {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneId.systemDefault());
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int SHOWN = 64;
    private static final int CAPACITY = 10_000;

    @Argument(name = "name", description = "The device", required = true)
    @Completion(DeviceNames.class)
    String name;
    @Option(name = "--filter", description = "Only lines in which this regular expression is found")
    String filter;
    @Option(name = "--limit", description = "How many lines; 0 until it is interrupted")
    int limit = 100;
    @Option(name = "--seconds", description = "For how long, 0 until the lines are there or it is interrupted")
    int seconds;
    @Reference
    TraceOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws Exception {
        PrintStream out = Output.of(session);
        Pattern wanted = pattern();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        try (TraceOperations.Listening listening = listen()) {
            int lines = 0;
            long dropped = 0;
            while ((limit == 0 || lines < limit) && (seconds == 0 || System.nanoTime() - end < 0) && !out.checkError()) {
                TraceEntry entry = listening.next(LOOK);
                String line = entry == null ? "" : line(entry);
                if (entry != null && (wanted == null || wanted.matcher(line).find())) {
                    out.println(line);
                    lines++;
                }
                if (listening.dropped() > dropped) {
                    out.println("... " + (listening.dropped() - dropped) + " left out: they come faster than they are shown");
                    dropped = listening.dropped();
                }
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private Pattern pattern() throws Exception {
        try {
            return filter == null ? null : Pattern.compile(filter);
        } catch (PatternSyntaxException wrong) {
            throw Refusal.because("--filter is no regular expression: " + wrong.getMessage());
        }
    }

    private TraceOperations.Listening listen() throws Exception {
        try {
            return operations.listen(name, CAPACITY);
        } catch (OperationRefused refused) {
            throw Refusal.because(refused.getMessage());
        }
    }

    private static String line(TraceEntry entry) {
        if (entry.kind() == TraceEntry.Kind.MESSAGE) {
            return TIME.format(entry.when()) + " message  " + entry.text();
        }
        byte[] bytes = entry.bytes();
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(SHOWN, bytes.length)) + (entry.length() > SHOWN ? " ..." : "");
        return String.format(Locale.ROOT, "%s %-8s queue %d #%d %s[%d] %s", TIME.format(entry.when()),
                entry.kind() == TraceEntry.Kind.REQUEST ? "request" : "answer", entry.queue(), entry.number(),
                entry.text().isEmpty() ? "" : entry.text() + " ", entry.length(), hex).stripTrailing();
    }
}
