// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.Poller;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Readiness as epoll has it with EPOLLET: each arrival makes an entry ready, even if it was readable all the while; a wait
 * reports a ready entry once, and only if it is still readable then.
 */
final class FakePoller implements Poller {
    private final FakeFdTable fds;
    private final FakeFd inside;
    private final Map<OwnedFd, Entry> entries = new IdentityHashMap<>();
    private final Deque<Entry> ready = new ArrayDeque<>();
    private boolean woken;

    FakePoller(FakeFdTable fds) {
        this.fds = fds;
        this.inside = fds.open(new FakePlainFile("epoll"));
    }

    /** One descriptor that is waited for. */
    private final class Entry {
        private final FakeFd fd;
        private final int token;
        private final Runnable onEdge = this::edge;

        Entry(FakeFd fd, int token) {
            this.fd = fd;
            this.token = token;
        }

        void edge() {
            synchronized (FakePoller.this) {
                if (entries.get(fd) == this && !ready.contains(this)) {
                    ready.add(this);
                    FakePoller.this.notifyAll();
                }
            }
        }
    }

    @Override
    public void add(OwnedFd fd, int token) throws KernelFault {
        requireOpen();
        if (token < 0) {
            throw new IllegalArgumentException("a token is 0 or more, not " + token);
        }
        FakeFd own = fds.own(fd);
        if (!own.file().canBeWaitedFor()) {
            throw new KernelFault(Errno.EPERM, "wait for " + own);
        }
        Entry entry = new Entry(own, token);
        synchronized (this) {
            if (entries.putIfAbsent(own, entry) != null) {
                throw new KernelFault(Errno.EEXIST, "wait for " + own);
            }
        }
        own.pollers().incrementAndGet();
        own.file().watch(entry.onEdge);
        if (own.file().isReadable()) {
            entry.edge();
        }
    }

    @Override
    public void remove(OwnedFd fd) {
        Entry entry;
        synchronized (this) {
            entry = entries.remove(fd);
            ready.remove(entry);
        }
        if (entry != null) {
            entry.fd.file().unwatch(entry.onEdge);
            entry.fd.pollers().decrementAndGet();
        }
    }

    @Override
    public int await(int[] tokens, int timeoutMillis) throws KernelFault {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
        while (true) {
            requireOpen();
            int count = collect(tokens);
            synchronized (this) {
                if (count > 0 || woken) {
                    woken = false;
                    return count;
                }
                int left = timeoutMillis < 0 ? 0 : Patience.millisUntil(deadline);
                if (timeoutMillis >= 0 && left == 0) {
                    return 0;
                }
                if (ready.isEmpty()) {
                    pause(left);
                }
            }
        }
    }

    private int collect(int[] tokens) {
        int count = 0;
        while (count < tokens.length) {
            Entry entry;
            synchronized (this) {
                entry = ready.poll();
            }
            if (entry == null) {
                return count;
            }
            if (entry.fd.file().isReadable()) {
                tokens[count++] = entry.token;
            }
        }
        return count;
    }

    private void pause(int millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a system call", e);
        }
    }

    private void requireOpen() throws KernelFault {
        if (!inside.isOpen()) {
            throw new KernelFault(Errno.EBADF, "use a closed poller");
        }
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public void close() {
        List<OwnedFd> left;
        synchronized (this) {
            left = new ArrayList<>(entries.keySet());
        }
        left.forEach(this::remove);
        inside.close();
        wake();
    }
}
