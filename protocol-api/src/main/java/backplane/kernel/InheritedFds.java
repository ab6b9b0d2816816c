// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.util.List;

/**
 * Descriptors that whoever started this process handed down, such as a service manager that listens in our place (socket
 * activation: sd_listen_fds(3), LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES). A service; any thread.
 */
public interface InheritedFds {
    /** Their names, in the order of their numbers; {@code unknown} for one that was given none. */
    List<String> names();

    /**
     * Duplicates the first descriptor of a name, so that a socket can be given up and taken again.
     *
     * @return close-on-exec, owned by the caller
     * @throws KernelFault ENOENT if there is none of that name; the text tells those that there are
     */
    OwnedFd open(String name) throws KernelFault;

    /**
     * Takes the first descriptor of a name over, so that nothing of it stays with the process: its peer sees when the caller closes it.
     * The name is not among {@link #names()} any more.
     *
     * @return close-on-exec, owned by the caller
     * @throws KernelFault ENOENT if there is none of that name
     */
    OwnedFd take(String name) throws KernelFault;
}
