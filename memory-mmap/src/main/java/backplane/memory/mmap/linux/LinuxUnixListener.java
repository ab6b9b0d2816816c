// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.file.Path;

/**
 * A listening socket: bound, given mode and owner, and only then set to listen, so that nobody connects before. One thread
 * accepts; {@link #shutdown()} and {@link #close()} may come from any.
 */
final class LinuxUnixListener implements UnixListener {
    private static final int QUEUE = 16;

    private final SocketFile file;
    private final LinuxFd fd;
    private volatile boolean shut;

    private LinuxUnixListener(SocketFile file, int socket) {
        this.file = file;
        fd = new LinuxFd(socket);
    }

    /** @throws KernelFault as {@link backplane.kernel.UnixSockets#listen} says, but for what is there before */
    static LinuxUnixListener on(SocketAddressBytes address, SocketAccess access) throws KernelFault {
        int socket = SocketAddressBytes.open(0);
        SocketFile file = null;
        LinuxUnixListener listener = null;
        try {
            address.bind(socket);
            file = SocketFile.justBound(address.path());
            file.admit(access);
            if (Libc.listen(socket, QUEUE) < 0) {
                throw KernelErrors.lastFault("listen on " + address.path());
            }
            listener = new LinuxUnixListener(file, socket);
            return listener;
        } finally {
            if (listener == null) {
                if (file != null) {
                    file.remove();
                }
                Libc.close(socket);
            }
        }
    }

    /** @param socket listens, and was made by {@link #on} of a process before; owned by the result, or closed */
    static LinuxUnixListener resumed(int socket) throws KernelFault {
        try {
            return new LinuxUnixListener(SocketFile.justBound(SocketAddressBytes.ofSocket(socket)), socket);
        } catch (KernelFault fault) {
            Libc.close(socket);
            throw fault;
        }
    }

    @Override
    public OwnedFd descriptor() {
        return fd;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public void admit(SocketAccess access) throws KernelFault {
        file.admit(access);
    }

    @Override
    public UnixConnection accept() throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return null;
        }
        try {
            while (!shut) {
                int accepted = Libc.accept4(number, 0, 0, Libc.O_CLOEXEC);
                if (accepted >= 0) {
                    return new LinuxUnixConnection(accepted);
                }
                if (!shut && KernelErrors.last() != Errno.EINTR) {
                    throw KernelErrors.lastFault("accept on " + path());
                }
            }
            return null;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public boolean ready(int millis) throws KernelFault {
        return Readiness.readable(fd, millis);
    }

    @Override
    public void shutdown() {
        shut = true;
        int number = fd.borrow();
        if (number >= 0) {
            Libc.shutdown(number, Libc.SHUT_RDWR);
            fd.giveBack();
        }
    }

    @Override
    public void close() {
        // the file first: as long as it is there and served, nobody takes it for a stale one
        if (fd.isOpen()) {
            file.remove();
        }
        shutdown();
        fd.close();
    }
}
