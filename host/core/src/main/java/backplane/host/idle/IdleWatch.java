// SPDX-License-Identifier: Apache-2.0
package backplane.host.idle;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Placement;
import backplane.kernel.Poller;
import backplane.kernel.Pollers;
import backplane.kernel.ThreadPlacer;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a thread for whoever is at work, and none for whoever waits for a descriptor: those a single thread watches. So many idle devices
 * cost few threads, and still nobody who hangs holds up another, as nobody shares a thread while at work.
 *
 * <p>What was written before {@link #rest} is seen by the task that goes on after it.
 */
public final class IdleWatch implements AutoCloseable {
    /** Of a thread that has nothing to do. */
    public static final String FREE = "vhost-free";
    private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);
    private static final int MOST_TOKENS = 64;
    private static final long KEPT_SECONDS = 5;
    /** Until it is tried again to get a thread. */
    private static final int AGAIN_MILLIS = 100;
    private static final long PATIENCE_MILLIS = 1000;

    private final Poller poller;
    private final ThreadPlacer placer;
    private final ExecutorService threads;
    private final Thread watch = daemon(this::run, "backplane-idle");
    private final ConcurrentMap<Integer, Rest> resting = new ConcurrentHashMap<>();
    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile boolean closed;

    /** Somebody who waits. */
    public final class Rest {
        private final int token;
        private final OwnedFd fd;
        private final Runnable task;

        private Rest(int token, OwnedFd fd, Runnable task) {
            this.token = token;
            this.fd = fd;
            this.task = task;
        }

        /**
         * Has the task run now, unless that has begun. After the return the descriptor is watched no more, and may be closed.
         * Any thread.
         */
        public void wake() {
            if (resting.remove(token, this)) {
                poller.remove(fd);
                start(task);
            }
        }
    }

    /** @throws KernelFault if there is no descriptor left for it */
    public IdleWatch(Pollers pollers, ThreadPlacer placer) throws KernelFault {
        this(pollers, placer, new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
                task -> daemon(task, FREE)));
    }

    IdleWatch(Pollers pollers, ThreadPlacer placer, ExecutorService threads) throws KernelFault {
        this.placer = placer;
        this.threads = threads;
        poller = pollers.open();
        watch.start();
    }

    /**
     * Has something run once, on a thread of its own, when a descriptor is readable: now, if it is already. Whoever asks has to leave its
     * thread then and to touch nothing that the task does. Any thread.
     *
     * @param fd   stays the caller's; not to be closed before the task runs or {@link Rest#wake} has returned
     * @param task throws nothing
     * @throws KernelFault if it cannot be watched; the task is not run
     */
    public Rest rest(OwnedFd fd, Runnable task) throws KernelFault {
        Rest rest = new Rest(tokens.getAndIncrement() & Integer.MAX_VALUE, fd, task);
        resting.put(rest.token, rest);
        try {
            poller.add(fd, rest.token);
            return rest;
        } catch (KernelFault | RuntimeException refused) {
            resting.remove(rest.token);
            throw refused;
        }
    }

    /** Has something run on a thread of its own; a little later if there is none to be had. Any thread. */
    public void start(Runnable task) {
        try {
            threads.execute(task);
        } catch (OutOfMemoryError | RejectedExecutionException none) {
            if (!closed) {
                LOG.warn("no thread is to be had ({}); it is tried again", none.getMessage());
                due.add(task);
                poller.wake();
            }
        }
    }

    /** As {@link ThreadPlacer#place}. Whoever calls it makes that undone before it leaves its thread. */
    public void place(Placement placement) throws KernelFault {
        placer.place(placement);
    }

    private void run() {
        int[] ready = new int[MOST_TOKENS];
        while (!closed) {
            try {
                look(ready);
            } catch (KernelFault | RuntimeException | OutOfMemoryError failed) {
                LOG.error("who rests is not watched for a moment", failed);
                pause();
            }
        }
        poller.close();
    }

    private void look(int[] ready) throws KernelFault {
        int count = poller.await(ready, due.isEmpty() ? -1 : AGAIN_MILLIS);
        for (int i = 0; i < count; i++) {
            Rest rest = resting.get(ready[i]);
            if (rest != null) {
                rest.wake();
            }
        }
        for (int i = due.size(); i > 0; i--) {
            start(due.remove());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    /** Threads keep what their maker had: nobody's class loader is to be held by one of ours. */
    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(IdleWatch.class.getClassLoader());
        return thread;
    }

    /** Ends the watch. Whoever rests still is forgotten, and whoever is at work goes on to its end. */
    @Override
    public void close() {
        closed = true;
        poller.wake();
        threads.shutdown();
        try {
            watch.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
