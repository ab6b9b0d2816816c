// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/**
 * A notification: an eventfd, or a pipe or socket that a front-end uses as one (UML does). Its value has no meaning.
 * {@link #signal()} and {@link #clear()} never block and may be called by any thread.
 */
public interface EventFd extends Signal {
    /** For a {@link Poller}; stays owned by this object. */
    OwnedFd fd();

    /**
     * Makes room for the next notification: to be called after a wake-up and before looking for work.
     * With an eventfd this costs nothing, because pollers are edge-triggered; a pipe is read until it is empty.
     */
    void clear();
}
