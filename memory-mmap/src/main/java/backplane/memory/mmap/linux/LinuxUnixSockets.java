// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.kernel.UnixSockets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;

/** Opens AF_UNIX sockets. Any thread; listeners are made one after the other, so that two of ours never take the same path. */
@Component(service = UnixSockets.class)
public final class LinuxUnixSockets implements UnixSockets {
    /** How long a send waits while the peer reads nothing. */
    static final int PATIENCE_MILLIS = 5_000;
    private static final Object LISTENING = new Object();

    @Override
    public UnixListener listen(Path path, SocketAccess access) throws KernelFault {
        SocketAddressBytes address = SocketAddressBytes.of(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.exists(folder)) {
            throw new KernelFault(Errno.ENOENT, "listen on " + path + ": the folder " + folder + " is not there");
        }
        synchronized (LISTENING) {
            SocketFile.removeStale(address);
            return LinuxUnixListener.on(address, access);
        }
    }

    @Override
    public UnixConnection connect(Path path) throws KernelFault {
        SocketAddressBytes address = SocketAddressBytes.of(path);
        int socket = SocketAddressBytes.open(0);
        try {
            address.connect(socket);
        } catch (KernelFault refused) {
            Libc.close(socket);
            throw refused;
        }
        return new LinuxUnixConnection(socket);
    }

    @Override
    public UnixConnection adopt(OwnedFd fd) throws KernelFault {
        try (fd) {
            FileStatus status = FileStatus.of(fd.number());
            if (!status.isPipe() && !status.isSocket()) {
                throw new KernelFault(Errno.EINVAL, "adopt " + status.kind() + " as a connection");
            }
            if (status.isSocket() && !SocketOptions.isUnixConnection(fd.number())) {
                throw new KernelFault(Errno.EINVAL, "adopt a socket that is no connected AF_UNIX stream");
            }
            int number = duplicate(fd);
            return status.isPipe() ? new LinuxPipe(number, PATIENCE_MILLIS) : new LinuxUnixConnection(number);
        }
    }

    @Override
    public UnixListener adoptListener(OwnedFd fd) throws KernelFault {
        try (fd) {
            requireListening(fd);
            return new LinuxInheritedListener(duplicate(fd));
        }
    }

    @Override
    public UnixListener resume(OwnedFd fd) throws KernelFault {
        try (fd) {
            requireListening(fd);
            return LinuxUnixListener.resumed(duplicate(fd));
        }
    }

    private static void requireListening(OwnedFd fd) throws KernelFault {
        FileStatus status = FileStatus.of(fd.number());
        if (!status.isSocket() || !SocketOptions.isUnixListener(fd.number())) {
            throw new KernelFault(Errno.EINVAL, "adopt " + status.kind() + " that is no listening AF_UNIX stream");
        }
    }

    /** A number of our own: who made {@code fd} closes it its own way. */
    private static int duplicate(OwnedFd fd) throws KernelFault {
        int number = Libc.fcntl(fd.number(), Libc.F_DUPFD_CLOEXEC, 0);
        if (number < 0) {
            throw KernelErrors.lastFault("duplicate descriptor " + fd.number());
        }
        return number;
    }
}
