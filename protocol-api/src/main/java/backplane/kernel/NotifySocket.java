// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.time.Duration;

/**
 * The way to the service manager: tells it how this process is, and leaves descriptors with it that outlive the process (the
 * NOTIFY_SOCKET of sd_notify(3) and its descriptor store; systemd, or the supervisor that comes with the host). What was left comes back
 * through {@link InheritedFds}. A service; any thread.
 */
public interface NotifySocket {
    /** Whether this process was given one. Without it each call does nothing. */
    boolean isThere();

    /**
     * Tells the manager something.
     *
     * @param assignments lines of sd_notify(3) such as {@code READY=1}, separated by line feeds
     */
    void tell(String assignments) throws KernelFault;

    /**
     * Leaves a copy of a descriptor (FDSTORE=1, FDPOLL=0: it is kept also when its peer has gone). systemd keeps one of several copies of
     * the same open file alone, under the name that it came with first.
     *
     * @param name 1 to 255 characters of ASCII without control characters and colons (FDNAME); several may have the same
     * @param fd   stays owned by the caller
     * @throws KernelFault EINVAL for another name, ETIMEDOUT if the manager does not read
     */
    void store(String name, OwnedFd fd) throws KernelFault;

    /**
     * What two descriptors have in common if they are of the same open file, and two of different kernel objects never have. Whoever
     * stores descriptors that somebody else sends needs it: of the same file only one is kept.
     */
    String identity(OwnedFd fd) throws KernelFault;

    /** Takes all descriptors of a name out of the store (FDSTOREREMOVE=1). */
    void remove(String name) throws KernelFault;

    /**
     * Waits until the manager has taken what was told before (BARRIER=1). Only then does the store hold a descriptor for certain: systemd
     * drops what it cannot attribute to a living process.
     *
     * @throws KernelFault ETIMEDOUT if it has not after that time
     */
    void settle(Duration limit) throws KernelFault;
}
