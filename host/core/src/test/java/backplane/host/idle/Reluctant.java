// SPDX-License-Identifier: Apache-2.0
package backplane.host.idle;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A machine that has no thread left for a while, as Thread.start tells of it. */
final class Reluctant extends AbstractExecutorService {
    private final ExecutorService threads;
    private final AtomicInteger refusals;

    Reluctant(ExecutorService threads, AtomicInteger refusals) {
        this.threads = threads;
        this.refusals = refusals;
    }

    @Override
    public void execute(Runnable task) {
        if (refusals.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread: possibly out of memory or process/resource limits reached");
        }
        threads.execute(task);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(time, unit);
    }
}
