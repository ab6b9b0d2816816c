// SPDX-License-Identifier: Apache-2.0
package backplane.host.demise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at a named place, as a kill there would: without a word to anybody, the status is {@value #STATUS}. For tests of
 * take-over. The property {@value #PROPERTY} names a file; each line of it is {@code MOMENT SLOT N}, the N-th time counting from 1,
 * {@code *} for any slot. It is deleted once it is read, so that the next process lives, unless a line ends with {@code again}. Without
 * the property the check is of a constant, which the compiler leaves out. Any thread.
 */
public final class Demise {
    /** A file's path. */
    static final String PROPERTY = "backplane.demise";
    private static final int STATUS = 137;
    private static final Logger LOG = LoggerFactory.getLogger(Demise.class);
    private static final Map<Moment, Due> PLAN = read(System.getProperty(PROPERTY));

    /** When it is due: the number of times that are left. */
    private static final class Due {
        private final String slot;
        private int left;

        private Due(String slot, int left) {
            this.slot = slot;
            this.left = left;
        }

        private synchronized boolean isNow(String at) {
            return (slot.equals("*") || slot.equals(at)) && --left == 0;
        }
    }

    private Demise() {
    }

    /** The process is at that place, for that slot. */
    public static void at(Moment moment, String slot) {
        if (PLAN != null) {
            Due due = PLAN.get(moment);
            if (due != null && due.isNow(slot)) {
                Runtime.getRuntime().halt(STATUS);
            }
        }
    }

    /** @return null for no plan */
    static Map<Moment, Due> read(String file) {
        if (file == null || !Files.exists(Path.of(file))) {
            return null;
        }
        Map<Moment, Due> plan = new EnumMap<>(Moment.class);
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            if (lines.stream().noneMatch(line -> line.endsWith(" again"))) {
                Files.delete(Path.of(file));
            }
            for (String line : lines) {
                String[] words = line.split(" ");
                plan.put(Moment.valueOf(words[0]), new Due(words[1], Integer.parseInt(words[2])));
            }
        } catch (IOException | RuntimeException unreadable) {
            LOG.error("{} does not tell when to die: {}", file, unreadable.toString());
            return null;
        }
        LOG.warn("this process dies at a place that a test has named: {}", plan.keySet());
        return plan.isEmpty() ? null : plan;
    }
}
