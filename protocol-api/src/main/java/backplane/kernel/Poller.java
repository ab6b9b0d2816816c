// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/**
 * Waits for descriptors to become readable (epoll(7), edge-triggered). One thread waits; {@link #wake()} may be called by any.
 * {@link #add} reports at once a descriptor that is readable already.
 */
public interface Poller extends AutoCloseable {
    /** {@link #await} never reports this: it is what {@link #wake()} uses inside. */
    int WAKE = -1;

    /**
     * @param fd    stays owned by the caller, who calls {@link #remove} before closing it
     * @param token 0 or more, what {@link #await} reports
     * @throws KernelFault EPERM if the descriptor is of a kind that cannot be waited for, EEXIST if it is here already
     */
    void add(OwnedFd fd, int token) throws KernelFault;

    /** Forgets a descriptor. Does nothing if it is not here. */
    void remove(OwnedFd fd);

    /**
     * Waits until something is readable, or {@link #wake()} was called since the last return, or the time is over.
     *
     * @param tokens        filled from index 0 with the tokens of what is readable
     * @param timeoutMillis -1 waits without limit, 0 not at all
     * @return how many tokens were filled in, 0 or more
     */
    int await(int[] tokens, int timeoutMillis) throws KernelFault;

    /** Ends the current or the next {@link #await}. Any thread; costs a system call only when the waiter may be asleep. */
    void wake();

    /**
     * For a waiter that leaves its thread while there is nothing to do: what can be waited for in its place, by another poller. It is
     * readable as soon as an {@link #await} would return, and stays so until then. On the waiter's thread.
     *
     * @return null if there is something to be seen already, or this poller cannot be waited for; it stays this poller's own
     */
    default OwnedFd doze() {
        return null;
    }

    /** Closes what is inside; the descriptors added stay open. */
    @Override
    void close();
}
