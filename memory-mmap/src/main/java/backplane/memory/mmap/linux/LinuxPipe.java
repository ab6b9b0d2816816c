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
 * One end of a pipe as a connection that goes one way and carries no descriptors: over such a one a front-end moves the state of
 * a device (vhost-user, SET_DEVICE_STATE_FD). A pipe has no shutdown(2), so an eventfd wakes the thread that waits.
 * Threads as {@link LinuxUnixConnection}.
 */
final class LinuxPipe implements UnixConnection {
    private static final int ROOM = 64 * 1024;

    private final LinuxEventFd stop;
    private final int patienceMillis;
    private final LinuxFd fd;

    /**
     * @param number         the end of a pipe; owned by this object from now on, and closed if this throws
     * @param patienceMillis how long {@link #send} waits while the peer reads nothing
     */
    LinuxPipe(int number, int patienceMillis) throws KernelFault {
        this.patienceMillis = patienceMillis;
        try {
            NonBlocking.set(number);
            stop = LinuxEventFd.create();
        } catch (KernelFault fault) {
            Libc.close(number);
            throw fault;
        }
        fd = new LinuxFd(number, () -> {
            Libc.close(number);
            stop.close();
        });
    }

    @Override
    public int receive(ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            return -1;
        }
        int room = Math.min(into.remaining(), ROOM);
        try (NativeBlock block = new NativeBlock(Math.max(1, room))) {
            while (room > 0) {
                if (!Readiness.awaitUnless(stop.fd().number(), number, Libc.POLLIN, -1)) {
                    return -1;
                }
                int count = (int) Libc.read(number, block.address(), room);
                if (count >= 0) {
                    into.put(into.position(), block.bytes(), 0, count);
                    into.position(into.position() + count);
                    return count == 0 ? -1 : count;
                }
                failUnlessRetry("read a pipe");
            }
            return 0;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public void send(ByteBuffer bytes, OwnedFd... fds) throws KernelFault {
        if (fds.length > 0) {
            throw new KernelFault(Errno.EINVAL, "a pipe carries no descriptors");
        }
        int number = fd.borrow();
        if (number < 0) {
            throw new KernelFault(Errno.EPIPE, "write to a closed pipe");
        }
        try (NativeBlock block = new NativeBlock(Math.max(1, Math.min(bytes.remaining(), ROOM)))) {
            while (bytes.hasRemaining()) {
                int length = Math.min(bytes.remaining(), block.bytes().capacity());
                block.bytes().put(0, bytes, bytes.position(), length);
                int count = (int) Libc.write(number, block.address(), length);
                if (count >= 0) {
                    bytes.position(bytes.position() + count);
                } else {
                    waitForRoom(number);
                }
            }
        } finally {
            fd.giveBack();
        }
    }

    private void waitForRoom(int number) throws KernelFault {
        failUnlessRetry("write to a pipe");
        if (!Readiness.awaitUnless(stop.fd().number(), number, Libc.POLLOUT, patienceMillis)) {
            throw new KernelFault(Errno.ETIMEDOUT, "write to a pipe: the peer does not read");
        }
    }

    private static void failUnlessRetry(String what) throws KernelFault {
        Errno errno = KernelErrors.last();
        if (errno != Errno.EINTR && errno != Errno.EAGAIN) {
            throw KernelErrors.lastFault(what);
        }
    }

    @Override
    public PeerCredentials peer() throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "credentials of the peer of a pipe");
    }

    @Override
    public void shutdown() {
        stop.raise();
    }

    @Override
    public void close() {
        stop.raise();
        fd.close();
    }
}
