// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.OwnedFd;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A descriptor that is closed once, and not while one of our own calls uses its number: the last call that is under way closes
 * it, since the kernel gives a number away again at once. Any thread; no lock, so that a call which blocks does not hold up
 * {@link #close()}.
 */
public final class LinuxFd implements OwnedFd {
    private static final int CLOSED = 1 << 31;

    private final int number;
    private final Runnable release;
    /** Calls under way, plus CLOSED. */
    private final AtomicInteger use = new AtomicInteger();

    /** @param number owned by this object from now on */
    public LinuxFd(int number) {
        this(number, () -> Libc.close(number));
    }

    /** @param release called once, closes the number and frees what went with it */
    LinuxFd(int number, Runnable release) {
        this.number = number;
        this.release = release;
    }

    /** Takes over a descriptor of whatever class. */
    static LinuxFd of(OwnedFd fd) {
        return fd instanceof LinuxFd ours ? ours : new LinuxFd(fd.number(), fd::close);
    }

    @Override
    public int number() {
        if (use.get() < 0) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    @Override
    public boolean isOpen() {
        return use.get() >= 0;
    }

    /** Keeps the number from being closed until {@link #giveBack()}; -1 if it is closed, and then there is nothing to give back. */
    int borrow() {
        int before = use.get();
        while (before >= 0) {
            if (use.compareAndSet(before, before + 1)) {
                return number;
            }
            before = use.get();
        }
        return -1;
    }

    /** Ends a {@link #borrow()} that returned a number. */
    void giveBack() {
        if (use.decrementAndGet() == CLOSED) {
            release.run();
        }
    }

    @Override
    public void close() {
        int before = use.get();
        while (before >= 0) {
            if (use.compareAndSet(before, before | CLOSED)) {
                if (before == 0) {
                    release.run();
                }
                return;
            }
            before = use.get();
        }
    }

    @Override
    public String toString() {
        return "fd " + number + (isOpen() ? "" : " (closed)");
    }
}
