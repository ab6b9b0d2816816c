// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a thread runs, and before whom (sched(7)).
 *
 * @param cpus     the processors' numbers, ascending; empty for all that the process may use
 * @param policy   how the kernel chooses among threads that could run
 * @param priority 1 to 99 with a real-time policy, 0 else
 */
public record Placement(List<Integer> cpus, Policy policy, int priority) {
    /** As the process has it. */
    public static final Placement NONE = new Placement(List.of(), Policy.OTHER, 0);
    /** What {@link #parseCpus} takes, as a phrase. */
    public static final String CPUS = "processors, as 0 or 0,2-3; empty for all";
    /** What {@link #parseScheduling} takes, as a phrase. */
    public static final String SCHEDULING = "other, or fifo:PRIORITY or rr:PRIORITY from 1 to 99";

    /** cpu_set_t has as many bits (sched_setaffinity(2)). */
    public static final int MOST_CPUS = 1024;
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");
    private static final Pattern REAL_TIME = Pattern.compile("(fifo|rr):([1-9][0-9]?)");

    /** Numbers of include/uapi/linux/sched.h. */
    public enum Policy {
        OTHER(0), FIFO(1), RR(2);

        private final int number;

        Policy(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** Copies the list. */
    public Placement {
        cpus = List.copyOf(cpus);
    }

    /** @throws IllegalArgumentException if it is not {@link #CPUS} */
    public static List<Integer> parseCpus(String text) {
        TreeSet<Integer> cpus = new TreeSet<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new IllegalArgumentException(text);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first > last || last >= MOST_CPUS) {
                throw new IllegalArgumentException(text);
            }
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return List.copyOf(cpus);
    }

    /** @throws IllegalArgumentException if it is not {@link #SCHEDULING} */
    public static Placement parseScheduling(String text) {
        if (text.equals("other")) {
            return NONE;
        }
        Matcher form = REAL_TIME.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Placement(List.of(), Policy.valueOf(form.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(form.group(2)));
    }

    /** The same on these processors. */
    public Placement on(List<Integer> processors) {
        return new Placement(processors, policy, priority);
    }
}
