// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a device over and over while another one is tortured, and remembers how long each answer took. One thread of its own.
 * The same is done to a host that nobody tortures: what delays both was this machine, and not the torture.
 */
final class Neighbours implements AutoCloseable {
    private static final long EVERY_NANOS = 2_000_000;
    private static final int MOST = 1 << 20;

    private final GpioGuest guest;
    private final long[] began = new long[MOST];
    private final long[] took = new long[MOST];
    private final Thread thread;
    private volatile int count;
    private volatile boolean ending;
    private volatile Throwable failure;

    Neighbours(String name, GpioGuest guest) {
        this.guest = guest;
        thread = new Thread(this::run, "torture " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ending && count < MOST) {
                long start = System.nanoTime();
                guest.request();
                began[count] = start;
                took[count] = System.nanoTime() - start;
                count = count + 1;
                LockSupport.parkNanos(EVERY_NANOS);
            }
        } catch (KernelFault | RuntimeException | AssertionError unanswered) {
            failure = unanswered;
        }
    }

    /** @throws AssertionError if a request was not answered */
    void requireServed() {
        if (failure != null) {
            throw new AssertionError("the neighbour was not served: " + failure, failure);
        }
    }

    int answers() {
        return count;
    }

    /** Milliseconds that are not exceeded by this share of the answers. */
    double millis(double share) {
        // the thread goes on: the count of one moment
        long[] sorted = Arrays.copyOf(took, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    /** The longest answer, milliseconds, during which the other one's host was not held up by half as much. */
    double worstAlone(Neighbours control) {
        double worst = 0;
        for (int i = 0; i < count; i++) {
            if (took[i] / 1e6 > worst && control.longestBetween(began[i], began[i] + took[i]) < took[i] / 2) {
                worst = took[i] / 1e6;
            }
        }
        return worst;
    }

    private long longestBetween(long from, long to) {
        long longest = 0;
        long end = 0;
        for (int i = 0; i < count && began[i] < to; i++) {
            if (began[i] + took[i] > from) {
                // a pause of the asking thread itself counts as well: nobody let it run
                longest = Math.max(longest, Math.max(took[i], end == 0 ? 0 : began[i] - end - EVERY_NANOS));
            }
            end = began[i] + took[i];
        }
        return longest;
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join(20_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        guest.close();
    }
}
