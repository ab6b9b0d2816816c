// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a device over and over while another one is tortured, and remembers how long each answer took. One thread of its own.
 */
final class Neighbours implements AutoCloseable {
    private static final long EVERY_NANOS = 2_000_000;
    private static final long SLOW_NANOS = 20_000_000;
    private static final int MOST = 1 << 20;

    private final GpioGuest guest;
    private final Starvation starvation;
    private final long[] began = new long[MOST];
    private final long[] took = new long[MOST];
    private final long[] starved = new long[MOST];
    private final Thread thread;
    private volatile int count;
    private volatile boolean ending;
    private volatile Throwable failure;

    /** @param pid the host's process */
    Neighbours(String name, GpioGuest guest, long pid) {
        this.guest = guest;
        starvation = new Starvation(pid, name);
        thread = new Thread(this::run, "torture " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ending && count < MOST) {
                starvation.look();
                long start = System.nanoTime();
                guest.request();
                began[count] = start;
                took[count] = System.nanoTime() - start;
                if (took[count] > SLOW_NANOS) {
                    starved[count] = starvation.since();
                }
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

    /** The longest answer, milliseconds, without the time in which a thread that it needed was ready and got no processor. */
    double worst() {
        long worst = 0;
        for (int i = 0; i < count; i++) {
            worst = Math.max(worst, took[i] - starved[i]);
        }
        return worst / 1e6;
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
