// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;

/**
 * A notification over an eventfd, a pipe or a socket. Any thread; allocates nothing unless it fails.
 *
 * <p>An eventfd is never read: pollers are edge-triggered, and each write is an edge (eventfd(2), epoll(7)). Its counter holds
 * 2^64 notifications. O_NONBLOCK belongs to the open file, so a front-end that takes it back and fills its own counter can
 * hold up a signal, and with it the worker of its own slot; nobody else's.
 */
final class LinuxEventFd implements EventFd {
    /** What stands behind the descriptor, and so how it is written and emptied. */
    enum Kind { EVENTFD, PIPE, SOCKET }

    private static final int EFD_FLAGS = Libc.O_CLOEXEC | Libc.O_NONBLOCK;
    private static final int LENGTH = 8;
    private static final int DRAIN_ROOM = 4096;
    private static final int MOST_DRAINS = 16;
    /** The number 1, written by all. */
    private static final NativeBlock ONE = new NativeBlock(LENGTH);
    /** Read into by all, looked at by none. */
    private static final NativeBlock WASTE = new NativeBlock(DRAIN_ROOM);

    static {
        ONE.bytes().putLong(0, 1);
    }

    private final LinuxFd fd;
    private final Kind kind;

    /** @param fd non-blocking; owned by this object from now on */
    LinuxEventFd(LinuxFd fd, Kind kind) {
        this.fd = fd;
        this.kind = kind;
    }

    static LinuxEventFd create() throws KernelFault {
        int number = Libc.eventfd(0, EFD_FLAGS);
        if (number < 0) {
            throw KernelErrors.lastFault("make an eventfd");
        }
        return new LinuxEventFd(new LinuxFd(number), Kind.EVENTFD);
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public void signal() throws KernelFault {
        if (!raise()) {
            throw fd.isOpen() ? KernelErrors.lastFault("signal a notification") : new KernelFault(Errno.EBADF, "signal after close");
        }
    }

    /** As {@link #signal()}; false if it failed. */
    boolean raise() {
        int number = fd.borrow();
        if (number < 0) {
            return false;
        }
        try {
            while (write(number) < 0) {
                Errno errno = KernelErrors.last();
                if (errno == Errno.EAGAIN) {
                    return true;
                }
                if (errno != Errno.EINTR) {
                    return false;
                }
            }
            return true;
        } finally {
            fd.giveBack();
        }
    }

    private long write(int number) {
        return kind == Kind.SOCKET
                ? Libc.send(number, ONE.address(), LENGTH, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT)
                : Libc.write(number, ONE.address(), LENGTH);
    }

    /** Reads at most 64 KiB: a peer that writes without end would keep us here; what it writes later is a new edge. */
    @Override
    public void clear() {
        if (kind == Kind.EVENTFD) {
            return;
        }
        int number = fd.borrow();
        if (number < 0) {
            return;
        }
        int drains = 0;
        while (drains < MOST_DRAINS && Libc.read(number, WASTE.address(), DRAIN_ROOM) > 0) {
            drains++;
        }
        fd.giveBack();
    }

    @Override
    public void close() {
        fd.close();
    }
}
