// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A listening socket in memory. */
final class FakeListener implements UnixListener {
    private final FakeFdTable fds;
    private final FakeFd fd;
    private final Path path;
    private volatile SocketAccess access;
    private final int pid;
    private final Runnable unbind;
    private final Deque<FakeStreamFile> waiting = new ArrayDeque<>();
    private boolean ended;

    FakeListener(FakeFdTable fds, Path path, SocketAccess access, int pid, Runnable unbind) {
        this.fds = fds;
        this.fd = fds.open(new FakePlainFile("listener"));
        this.path = path;
        this.access = access;
        this.pid = pid;
        this.unbind = unbind;
    }

    SocketAccess access() {
        return access;
    }

    /** The new connection's other end. */
    synchronized FakeStreamFile connect(int fromPid) throws KernelFault {
        if (ended) {
            throw new KernelFault(Errno.ECONNREFUSED, "connect " + path);
        }
        FakeStreamFile[] ends = FakeStreamFile.sockets(fromPid, pid);
        ends[1].retain();
        waiting.add(ends[1]);
        notifyAll();
        return ends[0];
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public synchronized UnixConnection accept() throws KernelFault {
        while (waiting.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted in accept", e);
            }
        }
        if (ended) {
            return null;
        }
        FakeStreamFile end = waiting.remove();
        FakeConnection connection = new FakeConnection(fds, fds.open(end));
        end.release();
        return connection;
    }

    @Override
    public void admit(SocketAccess now) {
        access = now;
    }

    @Override
    public synchronized void shutdown() {
        ended = true;
        notifyAll();
    }

    @Override
    public void close() {
        Deque<FakeStreamFile> dropped;
        synchronized (this) {
            if (!fd.isOpen()) {
                return;
            }
            shutdown();
            dropped = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        unbind.run();
        fd.close();
        dropped.forEach(FakeFile::release);
    }
}
