// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import java.util.concurrent.atomic.AtomicLongArray;

/** One device's numbers, one for each {@link I2cCounter}. Any thread. */
public final class I2cCounters {
    private final AtomicLongArray values = new AtomicLongArray(I2cCounter.values().length);

    void add(I2cCounter counter, int amount) {
        values.addAndGet(counter.ordinal(), amount);
    }

    public long get(I2cCounter counter) {
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
