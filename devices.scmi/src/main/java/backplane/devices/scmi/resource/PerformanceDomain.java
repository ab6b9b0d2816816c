// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.List;

/**
 * A processor or the like that runs at one of several levels: the highest that an agent asks for, within the limits of all of them. On the
 * platform's thread.
 */
public final class PerformanceDomain {
    private final String name;
    private final int[] levels;
    private final Control control;
    private final Votes wishes = new Votes(Arbitration.HIGHEST);
    private final Votes highest = new Votes(Arbitration.LOWEST);
    private final Votes lowest = new Votes(Arbitration.HIGHEST);

    /**
     * @param levels ascending, kHz; at least one
     * @param control what is set to a level
     */
    public PerformanceDomain(String name, List<Integer> levels, Control control) {
        this.name = name;
        this.levels = levels.stream().mapToInt(Integer::intValue).sorted().toArray();
        this.control = control;
    }

    public String name() {
        return name;
    }

    public int count() {
        return levels.length;
    }

    /** kHz. */
    public int level(int index) {
        return levels[index];
    }

    public boolean has(int level) {
        return Arrays.binarySearch(levels, level) >= 0;
    }

    public int most() {
        return levels[levels.length - 1];
    }

    public int least() {
        return levels[0];
    }

    public long get() throws KernelFault {
        return control.get();
    }

    public long max() {
        return highest.result(most());
    }

    public long min() {
        return Math.min(lowest.result(least()), max());
    }

    /** @return whether the level changes by it */
    public boolean wish(int agent, long level) throws KernelFault {
        wishes.put(agent, level);
        return follow();
    }

    public void limit(int agent, long max, long min) {
        highest.put(agent, max);
        lowest.put(agent, min);
    }

    public void withdraw(int agent) {
        wishes.remove(agent);
        highest.remove(agent);
        lowest.remove(agent);
    }

    /** Goes where votes and limits want it. */
    public boolean follow() throws KernelFault {
        long wanted = wishes.result(control.target());
        long within = Math.max(min(), Math.min(max(), wanted));
        long next = levels[0];
        for (int level : levels) {
            next = level <= within ? level : next;
        }
        boolean changes = control.target() != next;
        if (changes) {
            control.set(next);
        }
        return changes;
    }

    public Control control() {
        return control;
    }

    public Votes wishes() {
        return wishes;
    }

    public Votes highest() {
        return highest;
    }

    public Votes lowest() {
        return lowest;
    }
}
