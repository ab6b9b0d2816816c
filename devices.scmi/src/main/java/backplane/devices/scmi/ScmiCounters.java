// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import java.util.concurrent.atomic.AtomicLongArray;

/** One device's numbers, one for each {@link ScmiCounter}. Any thread. */
public final class ScmiCounters {
    private final AtomicLongArray values = new AtomicLongArray(ScmiCounter.values().length);

    void add(ScmiCounter counter, int amount) {
        values.addAndGet(counter.ordinal(), amount);
    }

    public long get(ScmiCounter counter) {
        return values.get(counter.ordinal());
    }

    long[] values() {
        long[] copy = new long[values.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values.get(i);
        }
        return copy;
    }

    /** Goes on from what a former device had counted. */
    void takeOver(long[] former) {
        for (int i = 0; i < Math.min(former.length, values.length()); i++) {
            values.addAndGet(i, former[i]);
        }
    }
}
