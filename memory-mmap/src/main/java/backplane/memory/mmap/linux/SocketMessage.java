// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes with descriptors beside them (SCM_RIGHTS of unix(7)), in one direction of one connection. One thread at a time.
 *
 * <p>At most {@value #MOST_FDS} descriptors are taken, and none is lost when the kernel cuts a message short: a hostile front-end
 * could use up our descriptors.
 */
final class SocketMessage implements AutoCloseable {
    /** SCM_MAX_FD of include/net/scm.h: the kernel lets nobody send more in one message. */
    static final int MOST_FDS = 253;
    private static final int DATA_ROOM = 16 * 1024;

    /** struct msghdr of recvmsg(2), 64 bit. */
    private static final WireStruct.Table M = WireStruct.hostEndian("msghdr");

    static {
        M.u64("msg_name");
        M.u32("msg_namelen");
        M.pad(4);
    }

    private static final U64 VECTOR = M.u64("msg_iov");
    private static final U64 VECTOR_COUNT = M.u64("msg_iovlen");
    private static final U64 CONTROL = M.u64("msg_control");
    private static final U64 CONTROL_LENGTH = M.u64("msg_controllen");
    private static final U32 FLAGS = M.u32("msg_flags");

    static {
        M.pad(4);
    }

    private static final WireStruct HEADER = M.end(56);

    /** struct iovec of readv(2). */
    private static final WireStruct.Table V = WireStruct.hostEndian("iovec");
    private static final U64 BASE = V.u64("iov_base");
    private static final U64 LENGTH = V.u64("iov_len");
    private static final WireStruct IOVEC = V.end(16);

    /** struct cmsghdr of cmsg(3), 64 bit; each one begins at a multiple of 8. */
    private static final WireStruct.Table C = WireStruct.hostEndian("cmsghdr");
    private static final U64 CMSG_LENGTH = C.u64("cmsg_len");
    private static final U32 CMSG_LEVEL = C.u32("cmsg_level");
    private static final U32 CMSG_TYPE = C.u32("cmsg_type");
    private static final WireStruct CMSG = C.end(16);

    private static final int VECTOR_AT = HEADER.size();
    private static final int CONTROL_AT = VECTOR_AT + IOVEC.size();

    private final NativeBlock block;
    private final ByteBuffer bytes;
    private final int controlRoom;
    private final int dataAt;

    SocketMessage() {
        this(MOST_FDS);
    }

    /** @param mostFds how many descriptors there is room for; fewer than the kernel allows only in tests */
    SocketMessage(int mostFds) {
        controlRoom = aligned(CMSG.size() + 4 * mostFds);
        dataAt = CONTROL_AT + controlRoom;
        block = new NativeBlock(dataAt + DATA_ROOM);
        bytes = block.bytes();
        VECTOR.put(bytes, 0, block.address() + VECTOR_AT);
        VECTOR_COUNT.put(bytes, 0, 1);
        BASE.put(bytes, VECTOR_AT, block.address() + dataAt);
    }

    /**
     * Receives what is there, waiting for it.
     *
     * @return bytes, or -1 at the end of the stream; then no descriptor was added
     */
    int receive(int socket, ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        return receive(socket, into, fds, 0);
    }

    /** As {@link #receive(int, ByteBuffer, List)}, but all stays in the socket; the descriptors are copies. */
    int peek(int socket, ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        return receive(socket, into, fds, Libc.MSG_PEEK);
    }

    private int receive(int socket, ByteBuffer into, List<OwnedFd> fds, int flags) throws KernelFault {
        int room = Math.min(into.remaining(), DATA_ROOM);
        if (room == 0) {
            return 0;
        }
        long count = receive(socket, room, flags);
        if (count < 0) {
            return -1;
        }
        List<OwnedFd> received = descriptors();
        boolean truncated = (FLAGS.get(bytes, 0) & Libc.MSG_CTRUNC) != 0;
        if (truncated || count == 0) {
            received.forEach(OwnedFd::close);
        }
        if (truncated) {
            throw new KernelFault(Errno.ENOBUFS, "receive: more descriptors came than can be taken; all are closed");
        }
        if (count == 0) {
            return -1;
        }
        fds.addAll(received);
        into.put(into.position(), bytes, dataAt, (int) count);
        into.position(into.position() + (int) count);
        return (int) count;
    }

    /** Returns -1 if the peer closed without reading what we sent: that is an end as well. */
    private long receive(int socket, int room, int flags) throws KernelFault {
        while (true) {
            LENGTH.put(bytes, VECTOR_AT, room);
            CONTROL.put(bytes, 0, block.address() + CONTROL_AT);
            CONTROL_LENGTH.put(bytes, 0, controlRoom);
            FLAGS.put(bytes, 0, 0);
            long count = Libc.recvmsg(socket, block.address(), Libc.MSG_CMSG_CLOEXEC | flags);
            if (count >= 0) {
                return count;
            }
            switch (KernelErrors.last()) {
                case EINTR -> { }
                case EAGAIN -> Readiness.await(socket, Libc.POLLIN, -1);
                case ECONNRESET -> {
                    return -1;
                }
                default -> throw KernelErrors.lastFault("receive");
            }
        }
    }

    private List<OwnedFd> descriptors() {
        int end = (int) CONTROL_LENGTH.get(bytes, 0);
        if (end < CMSG.size()) {
            return List.of();
        }
        List<OwnedFd> received = new ArrayList<>();
        int at = 0;
        while (at + CMSG.size() <= end) {
            int cmsg = CONTROL_AT + at;
            int length = (int) Math.min(CMSG_LENGTH.get(bytes, cmsg), end - at);
            if (CMSG_LEVEL.get(bytes, cmsg) == Libc.SOL_SOCKET && CMSG_TYPE.get(bytes, cmsg) == Libc.SCM_RIGHTS) {
                for (int fd = CMSG.size(); fd + 4 <= length; fd += 4) {
                    received.add(new LinuxFd(bytes.getInt(cmsg + fd)));
                }
            }
            at += aligned(Math.max(length, CMSG.size()));
        }
        return received;
    }

    /**
     * Sends all, the descriptors beside the first byte.
     *
     * @param patienceMillis how long to wait while the peer takes nothing at all
     */
    void send(int socket, ByteBuffer from, OwnedFd[] fds, int patienceMillis) throws KernelFault {
        putDescriptors(fds);
        try {
            while (from.hasRemaining()) {
                int length = Math.min(from.remaining(), DATA_ROOM);
                bytes.put(dataAt, from, from.position(), length);
                LENGTH.put(bytes, VECTOR_AT, length);
                FLAGS.put(bytes, 0, 0);
                long count = Libc.sendmsg(socket, block.address(), Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT);
                if (count >= 0) {
                    from.position(from.position() + (int) count);
                    noDescriptors();
                } else {
                    waitForRoom(socket, patienceMillis);
                }
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static void waitForRoom(int socket, int patienceMillis) throws KernelFault {
        switch (KernelErrors.last()) {
            case EINTR -> { }
            case EAGAIN -> {
                if (!Readiness.await(socket, Libc.POLLOUT, patienceMillis)) {
                    throw new KernelFault(Errno.ETIMEDOUT, "send: the peer does not read");
                }
            }
            default -> throw KernelErrors.lastFault("send");
        }
    }

    private void putDescriptors(OwnedFd[] fds) throws KernelFault {
        if (fds.length > MOST_FDS) {
            throw new KernelFault(Errno.EINVAL, "send " + fds.length + " descriptors: the most is " + MOST_FDS);
        }
        if (fds.length == 0) {
            noDescriptors();
            return;
        }
        int length = CMSG.size() + 4 * fds.length;
        CMSG_LENGTH.put(bytes, CONTROL_AT, length);
        CMSG_LEVEL.put(bytes, CONTROL_AT, Libc.SOL_SOCKET);
        CMSG_TYPE.put(bytes, CONTROL_AT, Libc.SCM_RIGHTS);
        for (int i = 0; i < fds.length; i++) {
            bytes.putInt(CONTROL_AT + CMSG.size() + 4 * i, fds[i].number());
        }
        CONTROL.put(bytes, 0, block.address() + CONTROL_AT);
        CONTROL_LENGTH.put(bytes, 0, length);
    }

    private void noDescriptors() {
        CONTROL.put(bytes, 0, 0);
        CONTROL_LENGTH.put(bytes, 0, 0);
    }

    private static int aligned(int length) {
        return length + 7 & ~7;
    }

    @Override
    public void close() {
        block.close();
    }
}
