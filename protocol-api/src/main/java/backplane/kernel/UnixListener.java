// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.file.Path;

/** A listening AF_UNIX stream socket. One thread accepts; {@link #shutdown()} may be called by any. */
public interface UnixListener extends AutoCloseable {
    Path path();

    /**
     * Waits for the next connection.
     *
     * @return null after {@link #shutdown()}
     */
    UnixConnection accept() throws KernelFault;

    /**
     * Waits until {@link #accept} would return at once. On the accepting thread.
     *
     * @param millis 0 does not wait
     * @return false if the time was over first; true also where that cannot be told
     */
    default boolean ready(int millis) throws KernelFault {
        return true;
    }

    /**
     * Changes who may connect; connections that there are stay.
     *
     * @throws KernelFault EPERM or EINVAL if mode or owner cannot be set, EOPNOTSUPP for a socket that was taken over
     */
    void admit(SocketAccess access) throws KernelFault;

    /**
     * The socket itself, to be left with a {@link NotifySocket}; the listener still closes it.
     *
     * @throws UnsupportedOperationException if there is none
     */
    default OwnedFd descriptor() {
        throw new UnsupportedOperationException("no descriptor behind " + this);
    }

    /** Ends a waiting {@link #accept()}. Any thread. */
    void shutdown();

    /** Stops listening and removes the socket's file, if it is still this listener's. Never throws. */
    @Override
    void close();
}
