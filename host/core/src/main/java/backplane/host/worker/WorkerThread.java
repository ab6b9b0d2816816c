// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a worker: letters from its mailbox, then readiness from its poller, again and again, whatever is thrown. */
final class WorkerThread {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
    /** As long as a control thread waits for a worker. Above any device's own time limits, below a person's patience. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_TOKENS = 64;
    /** Rounds without a look at descriptors: kicks come there too, of rings that had none for long. */
    private static final int MOST_AT_ONCE = 64;

    private final Poller poller;
    private final Mailbox mailbox;
    private final Rounds rounds;
    private final Thread thread;
    private final int[] tokens = new int[MOST_TOKENS];
    /** Odd while the thread is at work, even while it sleeps; another number with each change. Written by the thread alone. */
    private final AtomicLong beat = new AtomicLong();
    private volatile boolean ending;
    private int atOnce;

    /** What a worker does on its thread. */
    interface Rounds {
        /** In place of a time to sleep: there is work, and each ring has just been looked at, so no descriptor needs to be. */
        int AT_ONCE = -2;

        /**
         * Looks after all that waits.
         *
         * @return how long the thread may sleep, milliseconds; 0 not at all, -1 until somebody wakes it, or {@link #AT_ONCE}
         */
        int serve();

        void ready(int token);

        /** An error that is nobody's exception: the memory behind a mapping is gone, or the heap is full. */
        void failed(Throwable error);
    }

    WorkerThread(String name, Poller poller, Mailbox mailbox, Rounds rounds) {
        this.poller = poller;
        this.mailbox = mailbox;
        this.rounds = rounds;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Has something done on the thread and waits for it.
     *
     * @throws WorkerStopped if it was not done within {@link #PATIENCE}; it may still be done later
     */
    <T> T call(String what, Callable<T> task) throws WorkerStopped {
        CompletableFuture<T> done = new CompletableFuture<>();
        mailbox.put(() -> run(task, done, true));
        try {
            return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            LOG.error("{} did not {} within {} s; it is at {}", thread.getName(), what, PATIENCE.toSeconds(), where());
            throw new WorkerStopped("the device does not answer: its thread did not " + what + " within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException failure) {
            throw new WorkerStopped("could not " + what + ": " + failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorkerStopped("interrupted while the device was to " + what);
        }
    }

    /** @return whether it was done within that time; it may still be done later */
    boolean ask(Runnable task, Duration patience) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.put(() -> {
            task.run();
            done.complete(null);
        });
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException stuck) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A task that met memory that is gone is done again: the rings that it broke are not touched the second time. */
    private <T> void run(Callable<T> task, CompletableFuture<T> done, boolean again) {
        try {
            done.complete(task.call());
        } catch (InternalError lost) {
            rounds.failed(lost);
            if (again) {
                run(task, done, false);
            } else {
                done.completeExceptionally(lost);
            }
        } catch (Exception | LinkageError | StackOverflowError failure) {
            done.completeExceptionally(failure);
        }
    }

    /** Ends the thread after what it has at hand, and waits for it. */
    void end() {
        mailbox.put(() -> ending = true);
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("{} does not end; it is at {}", thread.getName(), where());
        }
    }

    private String where() {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 ? "no place" : stack[0] + (stack.length > 1 ? " < " + stack[1] : "");
    }

    /** See {@link QueueWorker#beat}. Any thread. */
    long beat() {
        return beat.get();
    }

    /** Where the thread is, the innermost call first. Any thread. */
    StackTraceElement[] stack() {
        return thread.getStackTrace();
    }

    String name() {
        return thread.getName();
    }

    private void awake() {
        beat.lazySet(beat.getPlain() + 1 | 1);
    }

    private void asleep() {
        beat.lazySet(beat.getPlain() + 1 & ~1L);
    }

    private void run() {
        awake();
        while (!ending) {
            try {
                guarded();
            } catch (Error | RuntimeException failure) {
                LOG.error("{} failed while it dealt with a failure; it goes on", thread.getName(), failure);
            }
        }
        asleep();
        poller.close();
    }

    /** On Java 17 the InternalError of a truncated memory file comes asynchronously, mostly after the access's own try block:
     * so it is caught around the whole round, and what was read before it counts for nothing. */
    private void guarded() {
        try {
            round();
        } catch (InternalError | OutOfMemoryError | RuntimeException | KernelFault failure) {
            rounds.failed(failure);
        }
    }

    private void round() throws KernelFault {
        int sleep = rounds.serve();
        if (!mailbox.isEmpty()) {
            sleep = 0;
        }
        asleep();
        boolean again = sleep == Rounds.AT_ONCE && ++atOnce < MOST_AT_ONCE;
        int ready = again ? 0 : poller.await(tokens, sleep == Rounds.AT_ONCE ? 0 : sleep);
        awake();
        atOnce = again ? atOnce : 0;
        for (int i = 0; i < ready; i++) {
            rounds.ready(tokens[i]);
        }
        for (Runnable letter = mailbox.take(); letter != null && !ending; letter = mailbox.take()) {
            letter.run();
        }
    }
}
