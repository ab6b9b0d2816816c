// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.kernel.UnixSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.FileDescriptorCast;
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
        try {
            AFUNIXSocket socket = AFUNIXSocket.newInstance();
            try {
                socket.connect(address.forJunixsocket());
            } catch (IOException refused) {
                socket.close();
                throw refused;
            }
            return LinuxUnixConnection.made(socket);
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "connect to " + path);
        }
    }

    @Override
    public UnixConnection adopt(OwnedFd fd) throws KernelFault {
        try (fd) {
            FileStatus status = FileStatus.of(fd.number());
            if (!status.isPipe() && !status.isSocket()) {
                throw new KernelFault(Errno.EINVAL, "adopt " + status.kind() + " as a connection");
            }
            // a number of our own: who made fd closes it its own way
            int number = Libc.fcntl(fd.number(), Libc.F_DUPFD_CLOEXEC, 0);
            if (number < 0) {
                throw KernelErrors.lastFault("duplicate descriptor " + fd.number());
            }
            if (status.isPipe()) {
                return new LinuxPipe(number, PATIENCE_MILLIS);
            }
            return LinuxUnixConnection.takenOver(number, connectedSocket(number));
        }
    }

    /** @param number closed if this throws */
    private static AFUNIXSocket connectedSocket(int number) throws KernelFault {
        IOException reason = null;
        try {
            AFUNIXSocket socket = FileDescriptorCast.unsafeUsing(number).as(AFUNIXSocket.class);
            if (socket.isConnected()) {
                return socket;
            }
        } catch (IOException refused) {
            reason = refused;
        } catch (ClassCastException expected) {
            // datagrams, or another address family
        }
        Libc.close(number);
        KernelFault fault = new KernelFault(Errno.EINVAL, "adopt a socket that is no connected AF_UNIX stream");
        fault.initCause(reason);
        throw fault;
    }
}
