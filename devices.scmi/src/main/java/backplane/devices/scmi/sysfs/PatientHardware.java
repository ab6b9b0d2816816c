// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Reading;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hardware that may take its time: a chip behind a slow bus, a driver that hangs. Another thread asks it, and the platform's thread waits
 * for it, patiently the first time and hardly at all once it was slow, until it is quick again. Then the answer is EBUSY, and what came
 * meanwhile is the answer to the next one that reads. A driver that never comes back costs one thread, and all others on the platform
 * half a second once. On the platform's thread.
 */
public final class PatientHardware implements Reading, Control {
    /** Longer than most sensors take that convert on demand, and far within the 60 s of a Linux guest (drivers/firmware/arm_scmi). */
    private static final long PATIENCE_MILLIS = 500;
    private static final long ONCE_SLOW_MILLIS = 25;
    /** A late answer older than this is asked for again. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_THREADS = 64;
    private static final ExecutorService ASKERS = new ThreadPoolExecutor(0, MOST_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
            task -> {
                Thread thread = new Thread(task, "scmi-hardware");
                thread.setDaemon(true);
                return thread;
            });

    private final String name;
    private final Reading reading;
    private final Control control;
    private final long patience;
    private final long onceSlow;
    private boolean slow;
    private Future<Answer> late;

    private record Answer(long value, boolean isReading, long at) {
    }

    /** @param name for messages */
    public PatientHardware(String name, Reading reading) {
        this(name, reading, null, PATIENCE_MILLIS, ONCE_SLOW_MILLIS);
    }

    public PatientHardware(String name, Control control) {
        this(name, control::get, control, PATIENCE_MILLIS, ONCE_SLOW_MILLIS);
    }

    /**
     * @param control null if it is only read
     * @param patience milliseconds that hardware may take that was quick the last time
     * @param onceSlow milliseconds that it may take after it was slow
     */
    public PatientHardware(String name, Reading reading, Control control, long patience, long onceSlow) {
        this.name = name;
        this.reading = reading;
        this.control = control;
        this.patience = patience;
        this.onceSlow = onceSlow;
    }

    @Override
    public long read() throws KernelFault {
        Answer before = lateOne();
        if (before != null && before.isReading() && System.nanoTime() - before.at() < FRESH) {
            return before.value();
        }
        return within(() -> new Answer(reading.read(), true, System.nanoTime()));
    }

    @Override
    public long get() throws KernelFault {
        return read();
    }

    @Override
    public void set(long value) throws KernelFault {
        lateOne();
        within(() -> {
            control.set(value);
            return new Answer(value, false, System.nanoTime());
        });
    }

    /** What was asked for and has come since, or failed since: that is not of now. */
    private Answer lateOne() throws KernelFault {
        Future<Answer> asked = late;
        if (asked == null) {
            return null;
        }
        if (!asked.isDone()) {
            throw new KernelFault(Errno.EBUSY, name + " still does what it was asked for");
        }
        late = null;
        try {
            return asked.get();
        } catch (ExecutionException failed) {
            return null;
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    private long within(Callable<Answer> task) throws KernelFault {
        Future<Answer> asked;
        try {
            asked = ASKERS.submit(task);
        } catch (RejectedExecutionException | OutOfMemoryError none) {
            throw new KernelFault(Errno.EBUSY, name + ": too much hardware is slow at once");
        }
        long millis = slow ? onceSlow : patience;
        try {
            long value = asked.get(millis, TimeUnit.MILLISECONDS).value();
            slow = false;
            return value;
        } catch (TimeoutException tooLong) {
            late = asked;
            slow = true;
            throw new KernelFault(Errno.EBUSY, name + " has not answered for " + millis + " ms");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof KernelFault fault) {
                throw fault;
            }
            throw new IllegalStateException(name, failed.getCause());
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    private KernelFault interrupted() {
        Thread.currentThread().interrupt();
        return new KernelFault(Errno.EINTR, name);
    }
}
