// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the threads that an answer needs were ready to run and waited for a processor: the device's worker, the virtual machine's
 * own thread that collects the heap, and the thread that asks. That is the machine's delay and not the host's. It is the second
 * number of {@code /proc/PID/task/TID/schedstat} (Linux, Documentation/scheduler/sched-stats). One thread.
 */
final class Starvation {
    private static final long EVERY_NANOS = 50_000_000;

    /** The kernel keeps as many bytes of a thread's name. */
    private static final int NAME = 15;

    private final List<Path> processes;
    private final List<String> names;
    private Map<Path, Long> before = Map.of();
    private long looked;

    /** @param pid the host's */
    Starvation(long pid, String device) {
        names = Stream.of("vhost-" + device, "torture " + device, "VM Thread")
                .map(name -> name.substring(0, Math.min(NAME, name.length()))).toList();
        processes = List.of(Path.of("/proc", Long.toString(pid), "task"), Path.of("/proc/self/task"));
    }

    /** Takes the numbers that the next {@link #since} counts from, if the last ones are old. */
    void look() {
        if (System.nanoTime() - looked > EVERY_NANOS) {
            before = delays();
            looked = System.nanoTime();
        }
    }

    /** How long they have waited for a processor since the last look, one after the other, nanoseconds. */
    long since() {
        long sum = 0;
        for (Map.Entry<Path, Long> thread : delays().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), thread.getValue());
        }
        looked = 0;
        return sum;
    }

    private Map<Path, Long> delays() {
        Map<Path, Long> delays = new HashMap<>();
        for (Path process : processes) {
            try (Stream<Path> threads = Files.list(process)) {
                threads.filter(this::matters).forEach(thread -> delays.put(thread, delay(thread)));
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        return delays;
    }

    private boolean matters(Path thread) {
        try {
            return names.contains(Files.readString(thread.resolve("comm")).strip());
        } catch (IOException ended) {
            return false;
        }
    }

    private static long delay(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[1]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
