// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/** Waits for one descriptor, or one of two (poll(2)), where an epoll set would be too much. Any thread; each call is its own. */
final class Readiness {
    /** struct pollfd of poll(2). */
    private static final WireStruct.Table T = WireStruct.hostEndian("pollfd");
    private static final U32 FD = T.u32("fd");
    private static final U16 EVENTS = T.u16("events");
    private static final U16 RETURNED = T.u16("revents");
    private static final WireStruct LAYOUT = T.end(8);
    private static final long NANOS = 1_000_000;

    private Readiness() {
    }

    /**
     * @param timeoutMillis -1 waits without limit
     * @return false if the time was over first
     */
    static boolean await(int fd, int events, int timeoutMillis) throws KernelFault {
        try (NativeBlock set = new NativeBlock(LAYOUT.size())) {
            put(set, 0, fd, events);
            return poll(set, 1, timeoutMillis) > 0;
        }
    }

    /**
     * Waits until something is to be read, accepted or told.
     *
     * @return false if the time was over first; true at once for one that is closed
     */
    static boolean readable(LinuxFd fd, int timeoutMillis) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return true;
        }
        try {
            return await(number, Libc.POLLIN, timeoutMillis);
        } finally {
            fd.giveBack();
        }
    }

    /**
     * Waits for {@code fd}, or for {@code stop} to be readable.
     *
     * @return false if the time was over first, or {@code stop} is readable
     */
    static boolean awaitUnless(int stop, int fd, int events, int timeoutMillis) throws KernelFault {
        try (NativeBlock set = new NativeBlock(2 * LAYOUT.size())) {
            put(set, 0, stop, Libc.POLLIN);
            put(set, LAYOUT.size(), fd, events);
            return poll(set, 2, timeoutMillis) > 0 && RETURNED.get(set.bytes(), 0) == 0;
        }
    }

    private static void put(NativeBlock set, int at, int fd, int events) {
        FD.put(set.bytes(), at, fd);
        EVENTS.put(set.bytes(), at, events);
    }

    private static int poll(NativeBlock set, int count, int timeoutMillis) throws KernelFault {
        long end = System.nanoTime() + timeoutMillis * NANOS;
        int left = timeoutMillis;
        while (true) {
            int ready = Libc.poll(set.address(), count, left);
            if (ready >= 0) {
                return ready;
            }
            if (KernelErrors.last() != Errno.EINTR) {
                throw KernelErrors.lastFault("poll");
            }
            left = timeoutMillis < 0 ? -1 : (int) Math.max(0, (end - System.nanoTime()) / NANOS);
        }
    }
}
