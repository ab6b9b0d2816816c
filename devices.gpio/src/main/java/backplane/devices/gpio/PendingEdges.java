// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;
import java.util.function.LongBinaryOperator;

/**
 * Edges that the hardware's threads have seen and the device's thread has not taken yet. Any thread adds, also while the device
 * is stopped; the device's thread takes. No locks: a counter for each line and a bit that says where to look.
 */
final class PendingEdges {
    private static final long RISING = 1;
    private static final long FALLING = 1L << 32;
    private static final LongBinaryOperator OR = (bits, more) -> bits | more;

    /** Rising edges in the low half, falling ones in the high half. */
    private final AtomicLongArray counts;
    /** A bit for each line; set after its count, cleared before it is taken, so that no edge is passed over. */
    private final AtomicLongArray marks;

    PendingEdges(int lines) {
        counts = new AtomicLongArray(lines);
        marks = new AtomicLongArray((lines + Long.SIZE - 1) / Long.SIZE);
    }

    /** Any thread. */
    void add(int line, boolean rising) {
        counts.getAndAdd(line, rising ? RISING : FALLING);
        marks.accumulateAndGet(line / Long.SIZE, 1L << line, OR);
    }

    /** The line's edges since the last call; {@link #rising} and {@link #falling} read them. The device's thread. */
    long take(int line) {
        return counts.get(line) == 0 ? 0 : counts.getAndSet(line, 0);
    }

    /** Calls {@code look} for each line that may have edges. The device's thread. */
    void forEachMarked(IntConsumer look) {
        for (int word = 0; word < marks.length(); word++) {
            if (marks.get(word) == 0) {
                continue;
            }
            for (long bits = marks.getAndSet(word, 0); bits != 0; bits &= bits - 1) {
                look.accept(word * Long.SIZE + Long.numberOfTrailingZeros(bits));
            }
        }
    }

    static long rising(long taken) {
        return taken & 0xffff_ffffL;
    }

    static long falling(long taken) {
        return taken >>> 32;
    }
}
