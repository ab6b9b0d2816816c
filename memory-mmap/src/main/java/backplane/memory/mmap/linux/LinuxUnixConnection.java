// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.PeerCredentials;
import backplane.kernel.Poller;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A connection that was accepted, made or taken over. One thread receives, one sends; {@link #shutdown()} and
 * {@link #close()} may come from any, and a number is given back to the kernel only after the last call on it has returned.
 */
final class LinuxUnixConnection implements UnixConnection {
    /** include/uapi/asm-generic/ioctls.h. */
    private static final long FIONREAD = 0x541B;

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
    public int peek(ByteBuffer into, int least, List<OwnedFd> fds) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return -1;
        }
        try {
            int start = into.position();
            int count = incoming.peek(number, into, fds);
            if (count >= 0 && count < least) {
                // more is to come; a socket with something in it is always readable, so only the edge tells
                try (Poller edge = LinuxPoller.open()) {
                    edge.add(fd, 0);
                    while (count >= 0 && count < least) {
                        edge.await(new int[1], -1);
                        boolean allThere = queued(number) >= least || Readiness.await(number, Libc.POLLRDHUP, 0);
                        fds.forEach(OwnedFd::close);
                        fds.clear();
                        count = incoming.peek(number, into.position(start), fds);
                        if (allThere) {
                            break;
                        }
                    }
                    edge.remove(fd);
                }
            }
            return count;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public boolean ready(int millis) throws KernelFault {
        return Readiness.readable(fd, millis);
    }

    @Override
    public int queued() throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return 0;
        }
        try {
            return queued(number);
        } finally {
            fd.giveBack();
        }
    }

    /** Bytes to be received, whatever lies between them. */
    private static int queued(int number) throws KernelFault {
        try (NativeBlock count = new NativeBlock(Integer.BYTES)) {
            if (Libc.ioctl(number, FIONREAD, count.address()) < 0) {
                throw KernelErrors.lastFault("ask how much is to be received");
            }
            return count.bytes().getInt(0);
        }
    }

    @Override
    public void forward(OwnedFd file, long count) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            throw new KernelFault(Errno.EPIPE, "send on a closed connection");
        }
        try {
            long left = count;
            while (left > 0) {
                long sent = Libc.sendfile(number, file.number(), 0, left);
                if (sent > 0) {
                    left -= sent;
                } else if (sent == 0) {
                    throw new KernelFault(Errno.ENODATA, "forward " + count + " bytes of a file that has " + left + " less");
                } else if (KernelErrors.last() == Errno.EAGAIN) {
                    Readiness.await(number, Libc.POLLOUT, LinuxUnixSockets.PATIENCE_MILLIS);
                } else if (KernelErrors.last() != Errno.EINTR) {
                    throw KernelErrors.lastFault("forward");
                }
            }
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public OwnedFd descriptor() {
        return fd;
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
