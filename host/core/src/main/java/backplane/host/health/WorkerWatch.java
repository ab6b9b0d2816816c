// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import backplane.host.worker.QueueWorker;
import backplane.operation.StallView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second whether a worker is still in the round that it was in before, and tells it once it has been for half a
 * second: so a stuck one is found within a second. It only reads what workers write anyway. A thread of its own; {@link #stalls} for any.
 */
public final class WorkerWatch implements AutoCloseable {
    /** From one look to the next. */
    static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(250);
    /** In one round for so long is stuck: a round has at most 256 requests of each ring. */
    static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Logger LOG = LoggerFactory.getLogger(WorkerWatch.class);
    private static final int MOST_LINES = 16;
    private static final long PATIENCE_MILLIS = 1000;

    private final Supplier<List<QueueWorker>> workers;
    private final LongSupplier nanoTime;
    private final Thread thread = new Thread(this::run, "backplane-watch");
    private Map<QueueWorker, Look> looks = new HashMap<>();
    private volatile List<StallView> stalls = List.of();

    /** A round that was seen, and when first. */
    private record Look(long beat, long since, boolean told) {
    }

    /** @param workers all that there are, asked at each look */
    public WorkerWatch(Supplier<List<QueueWorker>> workers) {
        this(workers, System::nanoTime);
    }

    WorkerWatch(Supplier<List<QueueWorker>> workers, LongSupplier nanoTime) {
        this.workers = workers;
        this.nanoTime = nanoTime;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The workers that are stuck, as of the last look. */
    public List<StallView> stalls() {
        return stalls;
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PERIOD);
                look();
            }
        } catch (InterruptedException end) {
            LOG.debug("the workers are watched no longer");
        }
    }

    /** One look. On the watch's thread, or a test's. */
    void look() {
        long now = nanoTime.getAsLong();
        Map<QueueWorker, Look> next = new HashMap<>();
        for (QueueWorker worker : workers.get()) {
            next.put(worker, look(worker, looks.get(worker), now));
        }
        looks = next;
        stalls = next.entrySet().stream().filter(entry -> entry.getValue().told())
                .map(entry -> view(entry.getKey(), now - entry.getValue().since())).toList();
    }

    private static Look look(QueueWorker worker, Look before, long now) {
        long beat = worker.beat();
        if (before == null || before.beat() != beat || beat % 2 == 0) {
            if (before != null && before.told()) {
                LOG.warn("{}: its worker goes on after {} ms", worker.slot(), TimeUnit.NANOSECONDS.toMillis(now - before.since()));
            }
            return new Look(beat, now, false);
        }
        boolean stuck = now - before.since() >= LIMIT;
        if (stuck && !before.told()) {
            StallView stall = view(worker, now - before.since());
            LOG.error("{}: its worker has been at one place for {} ms, and its requests wait; the place is {}", stall.slot(),
                    stall.millis(), String.join(" < ", stall.stack()));
        }
        return stuck && !before.told() ? new Look(beat, before.since(), true) : before;
    }

    private static StallView view(QueueWorker worker, long nanos) {
        return new StallView(worker.slot(), worker.threadName(), TimeUnit.NANOSECONDS.toMillis(nanos),
                Arrays.stream(worker.stack()).limit(MOST_LINES).map(StackTraceElement::toString).toList());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
