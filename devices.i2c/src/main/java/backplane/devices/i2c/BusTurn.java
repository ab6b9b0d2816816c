// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer's turn on the bus, and its way back. The device fills {@link #transfer} while the turn is idle, the bus' thread has
 * it from {@link #submit} until {@link #isDone}. A turn that has not begun can be taken back.
 *
 * <pre>
 *   IDLE ──submit──► WAITING ──(bus)──► RUNNING ──(bus)──► DONE ──collected──► IDLE
 *                       └──withdraw──► IDLE
 * </pre>
 */
final class BusTurn implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BusTurn.class);

    /** Where the turn is. */
    private enum Place { IDLE, WAITING, RUNNING, DONE }

    final I2cTransfer transfer = new I2cTransfer();
    private final I2cBus bus;
    private volatile int retries;
    private final AtomicReference<Place> place = new AtomicReference<>(Place.IDLE);
    private final Semaphore finished = new Semaphore(0);
    /** What was wrong, or null; written before DONE, read after. */
    private KernelFault fault;
    private volatile Runnable whenDone = () -> { };

    /** @param retries how often a transfer is done again that lost an arbitration, 0 or more */
    BusTurn(I2cBus bus, int retries) {
        this.bus = bus;
        this.retries = retries;
    }

    /** @param times as for the constructor; holds for the next turn at the latest */
    void setRetries(int times) {
        retries = times;
    }

    /** @param notice called on the bus' thread after each turn */
    void onDone(Runnable notice) {
        whenDone = notice;
    }

    boolean isIdle() {
        return place.get() == Place.IDLE;
    }

    boolean isDone() {
        return place.get() == Place.DONE;
    }

    void submit() {
        finished.drainPermits();
        fault = null;
        place.set(Place.WAITING);
        bus.execute(this);
    }

    /** Takes the turn back. @return whether nothing of it has been done, nor will be */
    boolean withdraw() {
        return place.compareAndSet(Place.WAITING, Place.IDLE);
    }

    /** Waits for a turn that is RUNNING. @return whether it is done */
    boolean await(long nanos) {
        try {
            return finished.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return isDone();
        }
    }

    /** After {@link #isDone}: what was wrong, or null if all messages are done. */
    KernelFault fault() {
        return fault;
    }

    /** The device has taken what it wants. */
    void collected() {
        place.set(Place.IDLE);
    }

    /** On the bus' thread. */
    @Override
    public void run() {
        // taken back; or the turn of one that was submitted since, whose own comes to nothing then
        if (!place.compareAndSet(Place.WAITING, Place.RUNNING)) {
            return;
        }
        try {
            attempt();
        } catch (KernelFault broken) {
            fault = broken;
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            LOG.error("I2C adapter {} failed in a way that it should not", bus.adapter().description(), broken);
            fault = new KernelFault(Errno.EIO, "I2C adapter " + bus.adapter().description() + " threw " + broken);
        }
        place.set(Place.DONE);
        finished.release();
        whenDone.run();
    }

    /** Linux' i2c core does the same for EAGAIN (drivers/i2c/i2c-core-base.c, __i2c_transfer), where nothing has been done. */
    private void attempt() throws KernelFault {
        for (int left = retries; ; left--) {
            try {
                bus.adapter().transfer(transfer);
                return;
            } catch (KernelFault lost) {
                if (lost.errno() != Errno.EAGAIN || left <= 0 || transfer.done() > 0) {
                    throw lost;
                }
            }
        }
    }
}
