// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** Makes event descriptors. A service; any thread. */
public interface EventFds {
    /** A new eventfd (eventfd(2)), close-on-exec and non-blocking. */
    EventFd create() throws KernelFault;

    /**
     * Takes over a descriptor that a front-end sent, which may be an eventfd, a pipe or a socket; makes it non-blocking.
     *
     * @param fd owned by the result from now on, and closed if this throws
     * @throws KernelFault EINVAL if it is of a kind that cannot notify, such as a file or folder
     */
    EventFd adopt(OwnedFd fd) throws KernelFault;
}
