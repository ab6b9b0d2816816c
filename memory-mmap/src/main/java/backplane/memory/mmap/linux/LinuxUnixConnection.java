// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.PeerCredentials;
import backplane.kernel.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.FileDescriptorCast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that junixsocket accepted, made or took over; it knows the peer. Messages pass it by, see {@link SocketMessage}.
 * One thread receives, one sends; {@link #shutdown()} and {@link #close()} may come from any, and a number is given back to the
 * kernel only after the last call on it has returned.
 */
final class LinuxUnixConnection implements UnixConnection {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxUnixConnection.class);

    private final AFUNIXSocket socket;
    private final SocketMessage incoming = new SocketMessage();
    private final SocketMessage outgoing = new SocketMessage();
    private final LinuxFd fd;

    private LinuxUnixConnection(int number, AFUNIXSocket socket, boolean takenOver) {
        this.socket = socket;
        fd = new LinuxFd(number, () -> {
            release();
            if (takenOver) {
                Libc.close(number);
            }
        });
    }

    /** @param socket connected by junixsocket, which closes it as well; owned by the result from now on, and closed if this throws */
    static LinuxUnixConnection made(AFUNIXSocket socket) throws IOException {
        try {
            return new LinuxUnixConnection(FileDescriptorCast.using(socket.getFileDescriptor()).as(Integer.class), socket, false);
        } catch (IOException | RuntimeException broken) {
            socket.close();
            throw broken;
        }
    }

    /**
     * @param number owned by the result from now on
     * @param view   junixsocket's view of it: what junixsocket has not made, its close does not close (AFCore.cleanFd)
     */
    static LinuxUnixConnection takenOver(int number, AFUNIXSocket view) {
        return new LinuxUnixConnection(number, view, true);
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
        if (fd.borrow() < 0) {
            throw new KernelFault(Errno.EBADF, "credentials of the peer of a closed connection");
        }
        try {
            AFUNIXSocketCredentials peer = socket.getPeerCredentials();
            return new PeerCredentials((int) Math.max(0, peer.getPid()), (int) peer.getUid(), (int) peer.getGid());
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "credentials of the peer");
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

    private void release() {
        incoming.close();
        outgoing.close();
        try {
            socket.close();
        } catch (IOException cause) {
            LOG.warn("a connection does not close cleanly: {}", cause.getMessage());
        }
    }
}
