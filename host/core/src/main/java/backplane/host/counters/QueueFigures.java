// SPDX-License-Identifier: Apache-2.0
package backplane.host.counters;

import backplane.operation.QueueLoad;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one queue does. The worker alone writes, with plain stores in order; any thread reads, and may see one number newer than another.
 * Not HdrHistogram: its recorder takes some 30 KiB for a queue, which an idle device has too, and an exchange of its phases for a reader.
 */
public final class QueueFigures {
    private static final int CHAINS = QueueLoad.BUCKETS;
    private static final int BATCHES = CHAINS + 1;
    private static final int LARGEST = CHAINS + 2;
    private static final int NANOS = CHAINS + 3;
    private static final int LONGEST = CHAINS + 4;

    private final AtomicLongArray values = new AtomicLongArray(LONGEST + 1);

    /** Chains were shown to the driver. On the worker. */
    public void batch(int chains) {
        add(CHAINS, chains);
        add(BATCHES, 1);
        if (chains > values.getPlain(LARGEST)) {
            values.setRelease(LARGEST, chains);
        }
    }

    /** A chain took so long. On the worker. */
    public void latency(long nanos) {
        add(QueueLoad.bucket(nanos), 1);
        add(NANOS, nanos);
        if (nanos > values.getPlain(LONGEST)) {
            values.setRelease(LONGEST, nanos);
        }
    }

    private void add(int place, long more) {
        values.setRelease(place, values.getPlain(place) + more);
    }

    /** Any thread. */
    public QueueLoad now() {
        long[] counts = new long[QueueLoad.BUCKETS];
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] = values.get(bucket);
        }
        return new QueueLoad(values.get(CHAINS), values.get(BATCHES), values.get(LARGEST), values.get(NANOS), values.get(LONGEST), counts);
    }
}
