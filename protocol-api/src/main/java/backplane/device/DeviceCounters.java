// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a device counts: a number for each constant of an enum. Adding allocates nothing. Any thread.
 *
 * @param <C> the enum
 */
public final class DeviceCounters<C extends Enum<C> & DeviceCounters.Told> {
    private final C[] counters;
    private final AtomicLongArray values;

    /** What a counter counts. */
    public interface Told {
        /** For people, in a line. */
        String text();
    }

    /** All of them begin at 0. */
    public DeviceCounters(Class<C> counters) {
        this.counters = counters.getEnumConstants();
        values = new AtomicLongArray(this.counters.length);
    }

    public void add(C counter, long amount) {
        values.addAndGet(counter.ordinal(), amount);
    }

    public long get(C counter) {
        return values.get(counter.ordinal());
    }

    /** A copy of all, in the order of the enum. */
    public long[] values() {
        long[] copy = new long[counters.length];
        Arrays.setAll(copy, values::get);
        return copy;
    }

    /**
     * Goes on from what a former device had counted.
     *
     * @param former as {@link #values} gave it; an earlier version may have had fewer
     */
    public void takeOver(long[] former) {
        for (int i = 0; i < Math.min(former.length, counters.length); i++) {
            values.addAndGet(i, former[i]);
        }
    }

    /** For {@link VirtioDevice#counts()}: by the constants' names in lower case. */
    public List<DeviceCount> counts() {
        return Arrays.stream(counters).map(counter ->
                new DeviceCount(counter.name().toLowerCase(Locale.ROOT), counter.text(), Math.max(0, get(counter)))).toList();
    }
}
