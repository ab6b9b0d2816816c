// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.PeerCredentials;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A connection that was accepted, made or taken over. One thread receives, one sends; {@link #shutdown()} and
 * {@link #close()} may come from any, and a number is given back to the kernel only after the last call on it has returned.
 */
final class LinuxUnixConnection implements UnixConnection {
    private final SocketMessage incoming = new SocketMessage();
    private final SocketMessage outgoing = new SocketMessage();
    private final LinuxFd fd;

    /** @param number connected, blocking; owned by this object from now on */
    LinuxUnixConnection(int number) {
        fd = new LinuxFd(number, () -> {
            incoming.close();
            outgoing.close();
            Libc.close(number);
        });
    }

    @Override
    public int receive(ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return -1;
        }
        try {
            return incoming.receive(number, into, fds);
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public void send(ByteBuffer bytes, OwnedFd... fds) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            throw new KernelFault(Errno.EPIPE, "send on a closed connection");
        }
        try {
            outgoing.send(number, bytes, fds, LinuxUnixSockets.PATIENCE_MILLIS);
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public PeerCredentials peer() throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            throw new KernelFault(Errno.EBADF, "credentials of the peer of a closed connection");
        }
        try {
            return SocketOptions.peer(number);
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public void shutdown() {
        int number = fd.borrow();
        if (number >= 0) {
            Libc.shutdown(number, Libc.SHUT_RDWR);
            fd.giveBack();
        }
    }

    @Override
    public void close() {
        shutdown();
        fd.close();
    }
}
