// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection of an AF_UNIX stream socket, with file descriptors (SCM_RIGHTS) beside the bytes.
 * One thread receives and one sends, which may be the same; {@link #shutdown()} may be called by any.
 */
public interface UnixConnection extends AutoCloseable {
    /**
     * Receives at least one byte, waiting for it, and at most {@code into.remaining()}.
     *
     * @param fds what came beside the bytes is added, close-on-exec; the caller owns them
     * @return how many bytes were received, -1 after the peer closed, also one that left bytes unread (ECONNRESET), or {@link #shutdown()}
     * @throws KernelFault ENOBUFS if the peer sent more descriptors than can be taken: all of the message's are closed then
     */
    int receive(ByteBuffer into, List<OwnedFd> fds) throws KernelFault;

    /**
     * Looks at what comes next, waiting until at least {@code least} bytes are there; they stay to be received, and so do the descriptors,
     * of which the caller gets copies. What is seen ends with a part that has descriptors. The copies may be of the part that
     * follows on the last byte asked for (unix_stream_read_generic of Linux goes on to it with nothing left to read): whoever
     * asks for one byte more than the part has, and gets it, knows that they are. On the receiving thread.
     *
     * @return fewer bytes than {@code least} only if no more can be seen at once: the peer has closed, or descriptors came in the midst of
     *         them; -1 as {@link #receive}
     */
    default int peek(ByteBuffer into, int least, List<OwnedFd> fds) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "look at what is to be received");
    }

    /** Bytes that can be received without waiting. On the receiving thread. */
    default int queued() throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "ask how much is to be received");
    }

    /**
     * Waits until {@link #receive} would return at once. On the receiving thread.
     *
     * @param millis 0 does not wait
     * @return false if the time was over first; true also where that cannot be told
     */
    default boolean ready(int millis) throws KernelFault {
        return true;
    }

    /**
     * Sends the next {@code count} bytes of a file from the position on that the open file has, which goes on with each byte that was
     * sent: whoever holds the file after this process has died knows by it how far this came.
     *
     * @param file stays owned by the caller
     */
    default void forward(OwnedFd file, long count) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "send from a file");
    }

    /**
     * The socket itself, to be left with a {@link NotifySocket}; the connection still closes it.
     *
     * @throws UnsupportedOperationException if there is none
     */
    default OwnedFd descriptor() {
        throw new UnsupportedOperationException("no descriptor behind " + this);
    }

    /**
     * Sends all of {@code bytes}, the descriptors beside the first of them. Waits for room, but not for ever.
     *
     * @param fds stay owned by the caller
     * @throws KernelFault EPIPE or ECONNRESET if the peer is gone, ETIMEDOUT if it does not read
     */
    void send(ByteBuffer bytes, OwnedFd... fds) throws KernelFault;

    PeerCredentials peer() throws KernelFault;

    /** Ends both directions: a waiting {@link #receive} returns -1. The descriptor stays until {@link #close()}. Any thread. */
    void shutdown();

    /** Never throws; to be called by the receiving thread, so that no number is reused under it. */
    @Override
    void close();
}
