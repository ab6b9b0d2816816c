// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.file.Path;

/**
 * A listening socket that another process made and still has. shutdown(2) would end it for that one too, so an eventfd wakes the
 * thread that waits, and the file is left alone. Threads as {@link LinuxUnixListener}.
 */
final class LinuxInheritedListener implements UnixListener {
    private final Path path;
    private final LinuxEventFd stop;
    private final LinuxFd fd;

    /** @param socket listening; owned by this object from now on, and closed if this throws */
    LinuxInheritedListener(int socket) throws KernelFault {
        try {
            path = SocketAddressBytes.ofSocket(socket);
            stop = LinuxEventFd.create();
        } catch (KernelFault fault) {
            Libc.close(socket);
            throw fault;
        }
        fd = new LinuxFd(socket, () -> {
            Libc.close(socket);
            stop.close();
        });
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public UnixConnection accept() throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return null;
        }
        try {
            while (Readiness.awaitUnless(stop.fd().number(), number, Libc.POLLIN, -1)) {
                int accepted = Libc.accept4(number, 0, 0, Libc.O_CLOEXEC);
                if (accepted >= 0) {
                    return new LinuxUnixConnection(accepted);
                }
                // EAGAIN: another process that has the socket was quicker
                Errno errno = KernelErrors.last();
                if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
                    throw KernelErrors.lastFault("accept on " + path);
                }
            }
            return null;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public void admit(SocketAccess access) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "set mode, owner and group of " + path + ", which whoever started us made");
    }

    @Override
    public void shutdown() {
        stop.raise();
    }

    @Override
    public void close() {
        shutdown();
        fd.close();
    }
}
