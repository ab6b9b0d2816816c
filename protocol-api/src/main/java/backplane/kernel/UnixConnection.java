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
