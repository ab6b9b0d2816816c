// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Poller;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits with epoll(7), edge-triggered. One thread calls {@link #await}; the rest may come from any.
 *
 * <p>No wake-up is lost, and a wake-up of a thread that runs costs no system call. The waker sets {@code woken}, then looks at
 * {@code asleep}; the waiter sets {@code asleep}, then looks at {@code woken}. All four are volatile, so they have one order that
 * all threads see, and at least one of the two sees the other: either the waiter does not sleep, or the waker writes the eventfd,
 * which ends a sleep that has begun or is about to. After its sleep the waiter clears {@code asleep} first and takes {@code woken}
 * back second, in one step: a waker that comes in between has woken the await that is just returning, and what it did before is
 * seen by whoever looks for work after that return. A waker that finds {@code woken} set leaves the rest to the one who set it.
 * The price is an await that may return once with nothing: when the eventfd was written to a waiter that was just leaving.
 */
final class LinuxPoller implements Poller {
    private static final int MOST_EVENTS = 64;
    /** struct epoll_event is packed on amd64 alone (include/uapi/linux/eventpoll.h, EPOLL_PACKED). */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_AT = PACKED ? 4 : 8;
    private static final long NANOS = 1_000_000;

    private final LinuxFd epoll;
    private final LinuxEventFd bell;
    private final NativeBlock events = new NativeBlock(MOST_EVENTS * EVENT_SIZE);
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean asleep;

    private LinuxPoller(int epoll, LinuxEventFd bell) {
        this.bell = bell;
        this.epoll = new LinuxFd(epoll, () -> {
            Libc.close(epoll);
            bell.close();
            events.close();
        });
    }

    static LinuxPoller open() throws KernelFault {
        LinuxEventFd bell = LinuxEventFd.create();
        int epoll = Libc.epoll_create1(Libc.O_CLOEXEC);
        if (epoll < 0) {
            KernelFault fault = KernelErrors.lastFault("make an epoll set");
            bell.close();
            throw fault;
        }
        LinuxPoller poller = new LinuxPoller(epoll, bell);
        try {
            poller.control(Libc.EPOLL_CTL_ADD, bell.fd(), WAKE);
        } catch (KernelFault fault) {
            poller.close();
            throw fault;
        }
        return poller;
    }

    @Override
    public void add(OwnedFd fd, int token) throws KernelFault {
        if (token < 0) {
            throw new IllegalArgumentException("a token is 0 or more, not " + token);
        }
        control(Libc.EPOLL_CTL_ADD, fd, token);
    }

    @Override
    public void remove(OwnedFd fd) {
        if (!fd.isOpen()) {
            return; // the kernel forgot it when it was closed
        }
        try {
            control(Libc.EPOLL_CTL_DEL, fd, 0);
        } catch (KernelFault | IllegalStateException expected) {
            // not here
        }
    }

    private void control(int operation, OwnedFd fd, int token) throws KernelFault {
        int number = epoll.borrow();
        if (number < 0) {
            throw closed();
        }
        try (NativeBlock event = new NativeBlock(EVENT_SIZE)) {
            event.bytes().putInt(0, Libc.EPOLLIN | Libc.EPOLLET);
            event.bytes().putInt(DATA_AT, token);
            if (Libc.epoll_ctl(number, operation, fd.number(), event.address()) < 0) {
                throw KernelErrors.lastFault("watch descriptor " + fd.number());
            }
        } finally {
            epoll.giveBack();
        }
    }

    @Override
    public int await(int[] tokens, int timeoutMillis) throws KernelFault {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("no room for a token: an edge would be lost");
        }
        int number = epoll.borrow();
        if (number < 0) {
            throw closed();
        }
        try {
            return fill(tokens, sleep(number, Math.min(tokens.length, MOST_EVENTS), timeoutMillis));
        } finally {
            epoll.giveBack();
        }
    }

    /** How many events there are. What does not fit stays ready for the next call. */
    private int sleep(int number, int most, int timeoutMillis) throws KernelFault {
        asleep = true;
        try {
            long end = timeoutMillis > 0 ? System.nanoTime() + timeoutMillis * NANOS : 0;
            int left = woken.get() ? 0 : timeoutMillis;
            while (true) {
                int count = Libc.epoll_wait(number, events.address(), most, left);
                if (count >= 0) {
                    return count;
                }
                if (KernelErrors.last() != Errno.EINTR) {
                    throw KernelErrors.lastFault("wait for descriptors");
                }
                if (left > 0) {
                    left = (int) Math.max(0, (end - System.nanoTime()) / NANOS);
                }
            }
        } finally {
            asleep = false;
            woken.getAndSet(false);
        }
    }

    /**
     * {@code asleep} stays set for as long as nobody waits here: who wakes rings the bell then, which is in the set, and an epoll set is
     * itself readable while something in it is (epoll(7)).
     */
    @Override
    public OwnedFd doze() {
        asleep = true;
        return woken.get() ? null : epoll;
    }

    private int fill(int[] tokens, int count) {
        ByteBuffer bytes = events.bytes();
        int filled = 0;
        for (int i = 0; i < count; i++) {
            int token = bytes.getInt(i * EVENT_SIZE + DATA_AT);
            if (token != WAKE) {
                tokens[filled++] = token;
            }
        }
        return filled;
    }

    @Override
    public void wake() {
        if (!woken.getAndSet(true) && asleep && !bell.raise() && epoll.isOpen()) {
            throw new IllegalStateException("a poller cannot be woken");
        }
    }

    /** A thread in {@link #await} is let go first. */
    @Override
    public void close() {
        bell.raise();
        epoll.close();
    }

    private static KernelFault closed() {
        return new KernelFault(Errno.EBADF, "use a closed poller");
    }
}
