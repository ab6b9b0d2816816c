// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread to which a platform belongs. Work is linked through itself, so that nothing is allocated for a command; in between it looks
 * at what comes by time.
 */
final class PlatformThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformThread.class);

    private final AtomicReference<Work> latest = new AtomicReference<>();
    private final LongUnaryOperator look;
    private final Thread thread;
    private volatile boolean closed;

    /** Something to do once; may be used again when it was done. */
    abstract static class Work {
        private Work before;

        abstract void run();
    }

    /** @param look called with the time in nanoseconds; returns when to be called again, or {@link Long#MAX_VALUE} */
    PlatformThread(String name, LongUnaryOperator look) {
        this.look = look;
        thread = new Thread(this::run, "scmi-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Any thread; done in the order of the calls of one caller. */
    void submit(Work work) {
        Work old;
        do {
            old = latest.get();
            work.before = old;
        } while (!latest.compareAndSet(old, work));
        if (old == null) {
            LockSupport.unpark(thread);
        }
    }

    void submit(Runnable task) {
        submit(new Work() {
            @Override
            void run() {
                task.run();
            }
        });
    }

    private void run() {
        while (!closed) {
            Work work = turned(latest.getAndSet(null));
            while (work != null) {
                Work next = work.before;
                contained(work);
                work = next;
            }
            long now = System.nanoTime();
            long until = look.applyAsLong(now);
            if (latest.get() == null && !closed) {
                if (until == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else if (until - now > 0) {
                    LockSupport.parkNanos(this, until - now);
                }
            }
        }
    }

    private static void contained(Work work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError | StackOverflowError stray) {
            LOG.error("a task of an SCMI platform failed", stray);
        }
    }

    /** The list has the latest first. */
    private static Work turned(Work newest) {
        Work first = null;
        Work work = newest;
        while (work != null) {
            Work before = work.before;
            work.before = first;
            first = work;
            work = before;
        }
        return first;
    }

    /** What is under way ends; what waits is left. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
