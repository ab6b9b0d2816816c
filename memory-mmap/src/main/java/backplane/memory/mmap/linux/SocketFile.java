// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a listening socket: what is there before, who may connect, and that it goes with its listener. Used while a
 * listener is made and closed, by one thread. Between looking and deleting another process may put its own file there, which
 * the kernel gives no means against: a socket's folder should belong to its host.
 */
final class SocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

    private final Path path;
    private final FileStatus status;

    private SocketFile(Path path, FileStatus status) {
        this.path = path;
        this.status = status;
    }

    Path path() {
        return path;
    }

    /** Remembers which file it is that was just made. */
    static SocketFile justBound(Path path) throws KernelFault {
        return new SocketFile(path, FileStatus.of(path));
    }

    /**
     * Removes what a dead process left.
     *
     * @throws KernelFault EADDRINUSE if there is a file that is no socket, or somebody serves it
     */
    static void removeStale(SocketAddressBytes address) throws KernelFault {
        Path path = address.path();
        FileStatus status;
        try {
            status = FileStatus.of(path);
        } catch (KernelFault fault) {
            if (fault.errno() == Errno.ENOENT) {
                return;
            }
            throw fault;
        }
        if (!status.isSocket()) {
            throw new KernelFault(Errno.EADDRINUSE, "listen on " + path + ", which is " + status.kind() + " and no socket");
        }
        if (isServed(address)) {
            throw new KernelFault(Errno.EADDRINUSE, "listen on " + path + ", which somebody serves");
        }
        LOG.info("{} was left by a process that is gone; it is replaced", path);
        new SocketFile(path, status).remove();
    }

    /** Tries to connect, without waiting for room in the queue of whoever listens. */
    private static boolean isServed(SocketAddressBytes address) throws KernelFault {
        int probe = SocketAddressBytes.open(Libc.O_NONBLOCK);
        try {
            address.connect(probe);
            return true;
        } catch (KernelFault fault) {
            if (fault.errno() == Errno.ECONNREFUSED || fault.errno() == Errno.ENOENT) {
                return false;
            }
            if (fault.errno() == Errno.EAGAIN) {
                return true;
            }
            throw new KernelFault(fault.errno(), "find out whether somebody serves " + address.path());
        } finally {
            Libc.close(probe);
        }
    }

    /** Sets mode and owner: before the socket listens, and when they change. */
    void admit(SocketAccess access) throws KernelFault {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
        try {
            // looked up before anything is changed
            GroupPrincipal group = access.group().isEmpty() ? null : names.lookupPrincipalByGroupName(access.group().get());
            UserPrincipal owner = access.owner().isEmpty() ? null : names.lookupPrincipalByName(access.owner().get());
            // the owner last: only root may still change the mode of what belongs to somebody else
            Files.setAttribute(path, "unix:mode", access.mode());
            if (group != null) {
                view.setGroup(group);
            }
            if (owner != null) {
                view.setOwner(owner);
            }
        } catch (UserPrincipalNotFoundException unknown) {
            throw new KernelFault(Errno.EINVAL, "set owner and group of " + path + ": nobody is called " + unknown.getName());
        } catch (FileSystemException cause) {
            throw KernelErrors.fault(cause, "set mode, owner and group of " + path);
        } catch (IOException cause) {
            throw KernelErrors.fault(cause, "look up owner and group of " + path);
        }
    }

    /** Deletes the file if it is still this one. Never throws. */
    void remove() {
        try {
            if (FileStatus.of(path).isSameFile(status)) {
                Files.deleteIfExists(path);
            } else {
                LOG.info("{} belongs to another listener now and stays", path);
            }
        } catch (KernelFault fault) {
            if (fault.errno() != Errno.ENOENT) {
                LOG.warn("the socket {} stays: {}", path, fault.getMessage());
            }
        } catch (IOException cause) {
            LOG.warn("the socket {} cannot be deleted: {}", path, cause.getMessage());
        }
    }
}
