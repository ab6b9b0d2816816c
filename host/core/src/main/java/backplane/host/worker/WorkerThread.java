// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.idle.IdleWatch;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Placement;
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

/**
 * The thread of a worker: letters from its mailbox, then readiness from its poller, again and again, whatever is thrown. A worker without
 * work leaves its thread, and goes on on another when its poller has something; it is on one thread at most at any time.
 */
final class WorkerThread {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
    /** As long as a control thread waits for a worker. Above any device's own time limits, below a person's patience. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_TOKENS = 64;
    /** Rounds without a look at descriptors: kicks come there too, of rings that had none for long. */
    private static final int MOST_AT_ONCE = 64;
    /** Without work before the worker leaves its thread, milliseconds. */
    private static final int LINGER = 1000;

    private final Poller poller;
    private final Mailbox mailbox;
    private final Rounds rounds;
    private final IdleWatch idle;
    private final String name;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final int[] tokens = new int[MOST_TOKENS];
    /** Odd while the thread is at work, even while it sleeps; another number with each change. Written by the thread alone. */
    private final AtomicLong beat = new AtomicLong();
    private volatile boolean ending;
    /** The thread that is the worker's now; null while it rests. */
    private volatile Thread runner;
    private int atOnce;
    private Placement placement = Placement.NONE;
    /** Nothing has come for {@link #LINGER}. */
    private boolean unasked;

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

    WorkerThread(String name, Poller poller, Mailbox mailbox, Rounds rounds, IdleWatch idle) {
        this.name = name;
        this.idle = idle;
        this.poller = poller;
        this.mailbox = mailbox;
        this.rounds = rounds;
    }

    void start() {
        idle.start(this::run);
    }

    boolean isCurrent() {
        return Thread.currentThread() == runner;
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
            LOG.error("{} did not {} within {} s; it is at {}", name, what, PATIENCE.toSeconds(), where());
            throw new WorkerStopped("the device does not answer: its thread did not " + what + " within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException failure) {
            throw new WorkerStopped("could not " + what + ": " + failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorkerStopped("interrupted while the device was to " + what);
        }
    }

    /** A thread that has a place of its own is kept: to place the next one would take time just when there is work. On the thread. */
    void place(Placement next) {
        if (next.equals(placement)) {
            return;
        }
        placement = next;
        try {
            idle.place(next);
        } catch (KernelFault refused) {
            LOG.warn("{} runs where and when any thread does: {}; real-time threads need CAP_SYS_NICE or LimitRTPRIO (docs/operating.md), "
                    + "and processors have to be the host's", name, refused.getMessage());
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
            ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.error("{} does not end; it is at {}", name, where());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String where() {
        StackTraceElement[] stack = stack();
        return stack.length == 0 ? "no place" : stack[0] + (stack.length > 1 ? " < " + stack[1] : "");
    }

    /** See {@link QueueWorker#beat}. Any thread. */
    long beat() {
        return beat.get();
    }

    /** Where the thread is, the innermost call first; empty while the worker rests. Any thread. */
    StackTraceElement[] stack() {
        Thread current = runner;
        return current == null ? new StackTraceElement[0] : current.getStackTrace();
    }

    String name() {
        return name;
    }

    private void awake() {
        beat.lazySet(beat.getPlain() + 1 | 1);
    }

    private void asleep() {
        beat.lazySet(beat.getPlain() + 1 & ~1L);
    }

    private void run() {
        Thread current = Thread.currentThread();
        current.setName(name);
        runner = current;
        unasked = false;
        awake();
        boolean rests = false;
        while (!ending && !rests) {
            try {
                rests = guarded();
            } catch (Error | RuntimeException failure) {
                LOG.error("{} failed while it dealt with a failure; it goes on", name, failure);
            }
        }
        // one that rests is perhaps another thread's already
        if (!rests) {
            asleep();
            place(Placement.NONE);
            runner = null;
            poller.close();
            ended.complete(null);
        }
        current.setName(IdleWatch.FREE);
    }

    /** On Java 17 the InternalError of a truncated memory file comes asynchronously, mostly after the access's own try block:
     * so it is caught around the whole round, and what was read before it counts for nothing. */
    private boolean guarded() {
        try {
            return round();
        } catch (InternalError | OutOfMemoryError | RuntimeException | KernelFault failure) {
            rounds.failed(failure);
            return false;
        }
    }

    /** @return whether the worker rests now: another thread goes on with it, and this one is to touch nothing more */
    private boolean round() throws KernelFault {
        int sleep = rounds.serve();
        if (!mailbox.isEmpty()) {
            sleep = 0;
        }
        asleep();
        boolean mayRest = sleep == -1 && placement == Placement.NONE;
        if (mayRest && unasked && rests()) {
            return true;
        }
        long began = mayRest ? System.nanoTime() : 0;
        boolean again = sleep == Rounds.AT_ONCE && ++atOnce < MOST_AT_ONCE;
        int ready = again ? 0 : poller.await(tokens, sleep == Rounds.AT_ONCE ? 0 : mayRest ? LINGER : sleep);
        // a wake-up whose letter was taken before ends the wait early, and is followed by others while some other thread is at work
        unasked = mayRest && ready == 0 && mailbox.isEmpty() && System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(LINGER);
        awake();
        atOnce = again ? atOnce : 0;
        for (int i = 0; i < ready; i++) {
            rounds.ready(tokens[i]);
        }
        for (Runnable letter = mailbox.take(); letter != null && !ending; letter = mailbox.take()) {
            letter.run();
        }
        return false;
    }

    private boolean rests() {
        OwnedFd bell = poller.doze();
        if (bell == null) {
            return false;
        }
        Thread current = runner;
        runner = null;
        try {
            idle.rest(bell, this::run);
            return true;
        } catch (KernelFault cannot) {
            LOG.debug("{} keeps its thread: {}", name, cannot.getMessage());
            runner = current;
            return false;
        }
    }
}
