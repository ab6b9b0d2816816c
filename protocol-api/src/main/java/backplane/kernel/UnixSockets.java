// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.file.Path;

/** Opens AF_UNIX stream sockets. A service; any thread. */
public interface UnixSockets {
    /**
     * Binds and listens. The file has its mode and owner before anyone can connect. A file that a dead process left is
     * replaced; one that somebody still serves is not.
     *
     * @param path at most 107 bytes (sun_path of unix(7))
     * @throws KernelFault EADDRINUSE if somebody serves it or it is no socket, ENAMETOOLONG, ENOENT or EACCES for the
     *                     folder, EPERM if mode or owner cannot be set
     */
    UnixListener listen(Path path, SocketAccess access) throws KernelFault;

    /** Connects to a listening socket. */
    UnixConnection connect(Path path) throws KernelFault;

    /**
     * Takes over a connected socket, or the end of a pipe, that came over another connection.
     *
     * @param fd owned by the result from now on, and closed if this throws
     * @throws KernelFault EINVAL if it is of another kind
     */
    UnixConnection adopt(OwnedFd fd) throws KernelFault;

    /**
     * Takes over a socket that a former process of this host made by {@link #listen}, file and all.
     *
     * @param fd owned by the result from now on, and closed if this throws
     * @throws KernelFault EINVAL if it is no listening AF_UNIX stream socket, ENOENT if its file has gone
     */
    default UnixListener resume(OwnedFd fd) throws KernelFault {
        fd.close();
        throw new KernelFault(Errno.EOPNOTSUPP, "take over a listening socket");
    }

    /**
     * Takes over a socket that listens already, such as one of {@link InheritedFds}. Its file belongs to whoever made it: it is
     * neither changed nor removed.
     *
     * @param fd owned by the result from now on, and closed if this throws
     * @throws KernelFault EINVAL if it is no listening AF_UNIX stream socket
     */
    UnixListener adoptListener(OwnedFd fd) throws KernelFault;
}
