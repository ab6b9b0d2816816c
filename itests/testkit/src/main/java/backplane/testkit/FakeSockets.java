// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.kernel.UnixSockets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Sockets in memory; the paths are names only, no file is made. */
public final class FakeSockets implements UnixSockets {
    private static final int LONGEST_PATH = 107;

    private final FakeFdTable fds;
    private final Map<Path, FakeListener> bound;
    private final int pid;

    FakeSockets(FakeFdTable fds, Map<Path, FakeListener> bound, int pid) {
        this.fds = fds;
        this.bound = bound;
        this.pid = pid;
    }

    @Override
    public UnixListener listen(Path path, SocketAccess access) throws KernelFault {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new KernelFault(Errno.ENAMETOOLONG, "bind " + path);
        }
        synchronized (bound) {
            if (bound.containsKey(path)) {
                throw new KernelFault(Errno.EADDRINUSE, "bind " + path);
            }
            FakeListener listener = new FakeListener(fds, path, access, pid, () -> unbind(path));
            bound.put(path, listener);
            return listener;
        }
    }

    @Override
    public UnixConnection connect(Path path) throws KernelFault {
        FakeListener listener;
        synchronized (bound) {
            listener = bound.get(path);
        }
        if (listener == null) {
            throw new KernelFault(Errno.ENOENT, "connect " + path);
        }
        return new FakeConnection(fds, fds.open(listener.connect(pid)));
    }

    @Override
    public UnixConnection adopt(OwnedFd fd) throws KernelFault {
        FakeFd own = fds.own(fd);
        if (own.file() instanceof FakeStreamFile) {
            return new FakeConnection(fds, own);
        }
        own.close();
        throw new KernelFault(Errno.EINVAL, "use " + own + " as a connection");
    }

    /** There is none: a process of the fake kernel is started by nobody. */
    @Override
    public UnixListener adoptListener(OwnedFd fd) throws KernelFault {
        fd.close();
        throw new KernelFault(Errno.EINVAL, "adopt " + fd + " as a listening socket");
    }

    /** What {@link #listen} was told about a socket that is listening now, else null. */
    public SocketAccess access(Path path) {
        synchronized (bound) {
            FakeListener listener = bound.get(path);
            return listener == null ? null : listener.access();
        }
    }

    private void unbind(Path path) {
        synchronized (bound) {
            bound.remove(path);
        }
    }
}
