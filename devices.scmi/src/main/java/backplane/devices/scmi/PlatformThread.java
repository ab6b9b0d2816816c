// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread to which a platform belongs. Work is linked through itself, so that nothing is allocated for a command; in between it looks
 * at what comes by time. It is there while there is something to do, and for a moment after that.
 */
final class PlatformThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformThread.class);

    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    private final AtomicReference<Work> latest = new AtomicReference<>();
    private final LongUnaryOperator look;
    private final String name;
    /** Null while nothing is to be done. */
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private volatile boolean closed;

    /** Something to do once; may be used again when it was done. */
    abstract static class Work {
        private Work before;

        abstract void run();
    }

    /** @param look called with the time in nanoseconds; returns when to be called again, or {@link Long#MAX_VALUE} */
    PlatformThread(String name, LongUnaryOperator look) {
        this.look = look;
        this.name = "scmi-" + name;
    }

    /** Any thread; done in the order of the calls of one caller. */
    void submit(Work work) {
        Work old;
        do {
            old = latest.get();
            work.before = old;
        } while (!latest.compareAndSet(old, work));
        Thread current = thread.get();
        if (current == null) {
            begin();
        } else if (old == null) {
            LockSupport.unpark(current);
        }
    }

    private void begin() {
        Thread next = new Thread(this::run, name);
        next.setDaemon(true);
        if (thread.compareAndSet(null, next)) {
            try {
                next.start();
            } catch (OutOfMemoryError none) {
                thread.set(null);
                LOG.error("{}: no thread is to be had; the next request tries again", name, none);
            }
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
        boolean mine = true;
        while (mine && !closed) {
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
                    LockSupport.parkNanos(this, LINGER);
                    mine = System.nanoTime() - now < LINGER || !leaves();
                } else if (until - now > 0) {
                    LockSupport.parkNanos(this, until - now);
                }
            }
        }
    }

    /** Whoever submits sees that nobody is here, or is seen here: so nothing is left lying. */
    private boolean leaves() {
        thread.set(null);
        return latest.get() == null || !thread.compareAndSet(null, Thread.currentThread());
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
        LockSupport.unpark(thread.get());
    }
}
