// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.io.IOException;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.FileDescriptorCast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket. It is made, bound and set to listen through {@link Libc}, because mode and owner must be right in between;
 * then junixsocket accepts on it. One thread accepts; {@link #shutdown()} and {@link #close()} may come
 * from any.
 */
final class LinuxUnixListener implements UnixListener {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxUnixListener.class);
    private static final int QUEUE = 16;

    private final SocketFile file;
    private final AFUNIXServerSocket server;
    private final LinuxFd fd;
    private volatile boolean shut;

    private LinuxUnixListener(SocketFile file, int socket, AFUNIXServerSocket server) {
        this.file = file;
        this.server = server;
        fd = new LinuxFd(socket, () -> {
            release();
            Libc.close(socket);
        });
    }

    /** @throws KernelFault as {@link backplane.kernel.UnixSockets#listen} says, but for what is there before */
    static LinuxUnixListener on(SocketAddressBytes address, SocketAccess access) throws KernelFault {
        int socket = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.O_CLOEXEC, 0);
        if (socket < 0) {
            throw KernelErrors.lastFault("open a socket");
        }
        SocketFile file = null;
        LinuxUnixListener listener = null;
        try {
            address.bind(socket);
            file = SocketFile.justBound(address.path());
            file.admit(access);
            if (Libc.listen(socket, QUEUE) < 0) {
                throw KernelErrors.lastFault("listen on " + address.path());
            }
            listener = new LinuxUnixListener(file, socket, handOver(socket));
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

    /** junixsocket has no other way to take a socket that it has not made; such a one its close does not close (AFCore.cleanFd). */
    private static AFUNIXServerSocket handOver(int socket) throws KernelFault {
        try {
            AFUNIXServerSocket server = FileDescriptorCast.unsafeUsing(socket).as(AFUNIXServerSocket.class);
            server.setDeleteOnClose(false);
            return server;
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "hand a listening socket over");
        }
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public UnixConnection accept() throws KernelFault {
        if (fd.borrow() < 0) {
            return null;
        }
        try {
            AFUNIXSocket socket = server.accept();
            if (socket == null) {
                throw new KernelFault(Errno.EAGAIN, "accept on " + path());
            }
            return LinuxUnixConnection.made(socket);
        } catch (IOException cause) {
            if (shut) {
                return null;
            }
            throw KernelErrors.fault(cause, "accept on " + path());
        } finally {
            fd.giveBack();
        }
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

    private void release() {
        try {
            server.close();
        } catch (IOException cause) {
            LOG.warn("the socket {} does not close cleanly: {}", path(), cause.getMessage());
        }
    }
}
