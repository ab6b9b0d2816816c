// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** What devices do, a line for each and look: what was counted from one look to the next, in a second. */
@Service
@Command(scope = "vhost", name = "stats", description = "Shows what devices do, again and again: requests, answers, wake-ups, faults")
public final class StatsCommand implements Action {
    private static final List<String> RATES = List.of("requests", "completed", "kicks", "calls");
    private static final List<String> FAULTS = List.of("chain_faults", "device_faults", "chains_failed", "protocol_faults", "rings_broken",
            "calls_failed");

    @Argument(name = "name", description = "The device; all if it is left out")
    @Completion(DeviceNames.class)
    String name;
    @Option(name = "--interval", description = "Milliseconds from one look to the next, 100 to 60000")
    int interval = 1000;
    @Option(name = "--count", description = "How many looks; 0 until it is interrupted")
    int count = 1;
    @Option(name = "--queues", description = "A line for each queue: batches, and how long requests take, in microseconds")
    boolean queues;
    @Reference
    SlotOperations operations;
    @Reference
    Session session;
    LongSupplier nanoTime = System::nanoTime;
    Pause pause = TimeUnit.MILLISECONDS::sleep;

    /** Waits. */
    interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    /** What a device had counted at a moment. */
    private record Look(Map<String, Long> counters, List<QueueView> queues, long nanoTime) {
    }

    @Override
    public Object execute() throws Exception {
        if (interval < 100 || interval > 60_000 || count < 0) {
            throw Refusal.because("--interval is 100 to 60000 milliseconds and --count 0 or more, not " + interval + " and " + count);
        }
        if (name != null) {
            Refusal.slot(operations, name);
        }
        PrintStream out = Output.of(session);
        Map<String, Look> before = looks();
        for (int i = 0; (count == 0 || i < count) && !out.checkError(); i++) {
            try {
                pause.millis(interval);
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
                return null;
            }
            Map<String, Look> now = looks();
            if (queues) {
                printQueues(before, now, out);
            } else {
                print(before, now, out);
            }
            before = now;
        }
        return null;
    }

    private List<SlotView> slots() {
        return operations.slots().stream().filter(slot -> name == null || slot.name().equals(name)).toList();
    }

    private Map<String, Look> looks() {
        Map<String, Look> looks = new HashMap<>();
        slots().forEach(slot -> looks.put(slot.name(), new Look(slot.counters(), slot.queues(), nanoTime.getAsLong())));
        return looks;
    }

    private void print(Map<String, Look> before, Map<String, Look> now, PrintStream out) {
        Columns columns = new Columns("NAME", "STATE", "REQUESTS/S", "ANSWERS/S", "KICKS/S", "CALLS/S", "HELD", "FAULTS", "HANDOVERS");
        for (SlotView slot : slots()) {
            Look first = before.get(slot.name());
            Look last = now.get(slot.name());
            if (first == null || last == null) {
                continue;
            }
            List<Object> row = new ArrayList<>(List.of(slot.name(), slot.state()));
            RATES.forEach(counter -> row.add(rate(counter, first, last)));
            row.add(slot.queues().stream().mapToInt(QueueView::held).sum());
            row.add(FAULTS.stream().mapToLong(counter -> last.counters().getOrDefault(counter, 0L)).sum());
            row.add(last.counters().getOrDefault("handovers", 0L));
            columns.row(row.toArray());
        }
        columns.print(out);
    }

    /** One request of each batch is measured; the longest is that of all time. */
    private void printQueues(Map<String, Look> before, Map<String, Look> now, PrintStream out) {
        Columns columns = new Columns("NAME", "QUEUE", "ANSWERS/S", "BATCH", "LARGEST", "P50", "P99", "P99.9", "LONGEST");
        for (SlotView slot : slots()) {
            Look first = before.get(slot.name());
            Look last = now.get(slot.name());
            for (int i = 0; first != null && last != null && i < Math.min(first.queues().size(), last.queues().size()); i++) {
                QueueLoad load = last.queues().get(i).load().since(first.queues().get(i).load());
                columns.row(slot.name(), last.queues().get(i).name(), rate(load.chains(), first, last),
                        load.batches() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", (double) load.chains() / load.batches()),
                        load.largestBatch(), micros(load.quantile(0.5)), micros(load.quantile(0.99)), micros(load.quantile(0.999)),
                        micros(load.longest()));
            }
        }
        columns.print(out);
    }

    private static String micros(long nanos) {
        return nanos == 0 ? "-" : String.format(Locale.ROOT, "%.1f", nanos / 1000.0);
    }

    private static String rate(String counter, Look first, Look last) {
        return rate(last.counters().getOrDefault(counter, 0L) - first.counters().getOrDefault(counter, 0L), first, last);
    }

    private static String rate(long counted, Look first, Look last) {
        double seconds = Math.max(1, last.nanoTime() - first.nanoTime()) / 1e9;
        return String.format(Locale.ROOT, "%.1f", counted / seconds);
    }
}
