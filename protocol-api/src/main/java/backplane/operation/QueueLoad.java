// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/**
 * What one queue has done since the host began, as it was at some moment: chains, batches of them, and how long one chain of each batch
 * took from when it was taken from the ring until the driver could see its answer. Immutable.
 *
 * <p>Latencies are counted in 120 buckets, four for each power of two from 256 ns on, so a quantile is at most a fifth too long.
 */
public final class QueueLoad {
    public static final int BUCKETS = 120;
    /** Nothing yet. */
    public static final QueueLoad NONE = new QueueLoad(0, 0, 0, 0, 0, new long[BUCKETS]);

    private static final int UNIT_BITS = 8;
    private static final int STEPS_BITS = 2;
    private static final int STEPS = 1 << STEPS_BITS;

    private final long chains;
    private final long batches;
    private final long largestBatch;
    private final long nanos;
    private final long longest;
    private final long[] counts;

    /**
     * @param nanos   sum of all latencies that were measured
     * @param longest of them, nanoseconds
     * @param counts  of latencies by {@link #bucket}; copied
     */
    public QueueLoad(long chains, long batches, long largestBatch, long nanos, long longest, long[] counts) {
        this.chains = chains;
        this.batches = batches;
        this.largestBatch = largestBatch;
        this.nanos = nanos;
        this.longest = longest;
        this.counts = counts.clone();
    }

    /** The bucket of a latency, 0 to 119; what is longer than 4 minutes is in the last. */
    public static int bucket(long nanos) {
        long units = Math.max(0, nanos) >>> UNIT_BITS;
        if (units < STEPS) {
            return (int) units;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
        int step = (int) (units >>> power - STEPS_BITS) & STEPS - 1;
        return Math.min(BUCKETS - 1, (power - 1) * STEPS + step);
    }

    /** The end of a bucket, nanoseconds: all that is in it is shorter. */
    public static long end(int bucket) {
        if (bucket < STEPS) {
            return bucket + 1L << UNIT_BITS;
        }
        int power = bucket / STEPS + 1;
        return (STEPS + bucket % STEPS + 1L << power - STEPS_BITS) << UNIT_BITS;
    }

    /** Chains returned to the driver. */
    public long chains() {
        return chains;
    }

    /** Times that chains were shown to the driver. */
    public long batches() {
        return batches;
    }

    /** Chains in the largest of them. */
    public long largestBatch() {
        return largestBatch;
    }

    /** Latencies that were measured. */
    public long samples() {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        return all;
    }

    /** The sum of all latencies that were measured. */
    public long nanos() {
        return nanos;
    }

    /** The longest, nanoseconds. */
    public long longest() {
        return longest;
    }

    /** How many latencies are in that bucket. */
    public long count(int bucket) {
        return counts[bucket];
    }

    /**
     * @param which 0 to 1
     * @return nanoseconds, the end of the bucket in which it is; 0 if nothing was measured
     */
    public long quantile(double which) {
        long all = samples();
        long rank = (long) Math.ceil(all * which);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return Math.min(end(bucket), Math.max(longest, 1));
            }
        }
        return 0;
    }

    /** What came since an earlier moment; the largest batch and the longest latency stay those of all time. */
    public QueueLoad since(QueueLoad earlier) {
        long[] more = new long[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            more[bucket] = Math.max(0, counts[bucket] - earlier.counts[bucket]);
        }
        return new QueueLoad(chains - earlier.chains, batches - earlier.batches, largestBatch, nanos - earlier.nanos, longest, more);
    }
}
