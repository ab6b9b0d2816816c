// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/**
 * A file descriptor with one owner, who closes it. Any thread may close it; only the first call counts.
 * Whoever passes an {@code OwnedFd} on as an argument gives up ownership only where the method says so.
 */
public interface OwnedFd extends AutoCloseable {
    /**
     * The kernel's number, 0 or more.
     *
     * @throws IllegalStateException after {@link #close()}, so that a number that the kernel has given away again is never used
     */
    int number();

    boolean isOpen();

    /** Closes the descriptor. Never throws; the second call does nothing. */
    @Override
    void close();
}
