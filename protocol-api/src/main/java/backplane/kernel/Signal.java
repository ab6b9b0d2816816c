// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** What tells the other side that there is something to look at. Any thread. */
public interface Signal extends AutoCloseable {
    /**
     * Tells it once. One that has not looked since the last time will: that is success.
     *
     * @throws KernelFault if the other end is gone, cannot be written to, or this was closed (EBADF)
     */
    void signal() throws KernelFault;

    /** Gives back what it takes to signal. Never throws; the second call does nothing. */
    @Override
    void close();
}
