// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;

/**
 * An eventfd that counts. As with a real one, {@link #clear()} costs nothing and reads nothing: once signalled it stays
 * readable, and a poller to which it is added again reports it.
 */
public final class FakeEventFd implements EventFd {
    private final FakeFd fd;
    private final FakeEventFile file;

    FakeEventFd(FakeFd fd) {
        this.fd = fd;
        this.file = (FakeEventFile) fd.file();
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public void signal() throws KernelFault {
        if (!fd.isOpen()) {
            throw new KernelFault(Errno.EBADF, "write " + fd);
        }
        file.signal();
    }

    @Override
    public void clear() {
        // as the contract says, nothing has to be read
    }

    /** How often it was signalled through any of its duplicates, in all. */
    public long signals() {
        return file.signals();
    }

    /**
     * Waits until it was signalled {@code atLeast} times in all.
     *
     * @throws AssertionError after {@link Patience#LIMIT}
     */
    public void awaitSignals(long atLeast) throws InterruptedException {
        long signals = file.await(atLeast);
        if (signals < atLeast) {
            throw new AssertionError(fd + " was signalled " + signals + " times and not " + atLeast + " within " + Patience.LIMIT);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
