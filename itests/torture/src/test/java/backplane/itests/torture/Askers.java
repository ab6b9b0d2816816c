// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.KernelFault;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that ask many guests in turn, without a pause, and remember how long each answer took. */
final class Askers implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST = 1 << 18;

    private final Thread[] threads = new Thread[THREADS];
    private final long[][] took = new long[THREADS][MOST];
    private final int[] counts = new int[THREADS];
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean ending;

    /** Begins. The guests belong to these threads until {@link #close}. */
    Askers(List<TypedGuest> guests) {
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads[i] = new Thread(() -> run(number, guests), "asker " + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    private void run(int number, List<TypedGuest> guests) {
        try {
            int at = number;
            while (!ending && counts[number] < MOST) {
                long start = System.nanoTime();
                guests.get(at).request();
                took[number][counts[number]++] = System.nanoTime() - start;
                at = at + THREADS < guests.size() ? at + THREADS : number;
            }
        } catch (KernelFault | RuntimeException | AssertionError unanswered) {
            failure.compareAndSet(null, unanswered);
        }
    }

    /**
     * Ends, after the last answers.
     *
     * @throws AssertionError if one was not answered, or wrongly
     */
    @Override
    public void close() {
        ending = true;
        for (Thread thread : threads) {
            try {
                thread.join(60_000);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (failure.get() != null) {
            throw new AssertionError("a guest was not served: " + failure.get(), failure.get());
        }
    }

    int answers() {
        return Arrays.stream(counts).sum();
    }

    /** Milliseconds that are not exceeded by this share of the answers. After {@link #close}. */
    double millis(double share) {
        long[] all = new long[answers()];
        int at = 0;
        for (int i = 0; i < THREADS; i++) {
            System.arraycopy(took[i], 0, all, at, counts[i]);
            at += counts[i];
        }
        Arrays.sort(all);
        return all[Math.max(0, (int) Math.ceil(share * all.length) - 1)] / 1e6;
    }
}
