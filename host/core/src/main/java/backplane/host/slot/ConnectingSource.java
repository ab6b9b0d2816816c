// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixSockets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * We connect to the front-end, which listens: vhost-user lets either side. As long as it does not, we try again and again, and
 * ever less often; a front-end that takes connections and drops them at once is not asked without pause either.
 */
final class ConnectingSource implements FrontendSource {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectingSource.class);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final String slot;
    private final UnixSockets sockets;
    private final Path path;
    private long pause;
    private long connectedAt;
    private Errno told;
    private boolean ended;

    ConnectingSource(String slot, UnixSockets sockets, Path path) {
        this.slot = slot;
        this.sockets = sockets;
        this.path = path;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public UnixConnection next() {
        long served = System.nanoTime() - connectedAt;
        if (served > TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS)) {
            pause = 0;
        }
        while (await()) {
            try {
                UnixConnection connection = sockets.connect(path);
                connectedAt = System.nanoTime();
                told = null;
                return connection;
            } catch (KernelFault fault) {
                tell(fault);
            }
        }
        return null;
    }

    /** There is nothing to wait for: the front-end's socket is tried again and again. */
    @Override
    public boolean isReady(int millis) {
        return true;
    }

    @Override
    public OwnedFd descriptor() {
        throw new UnsupportedOperationException("a socket that is not there yet");
    }

    /** Once for each reason: the front-end may be away for days. */
    private void tell(KernelFault fault) {
        if (fault.errno() != told) {
            told = fault.errno();
            LOG.info("{}: waits for a front-end to listen: {}", slot, fault.getMessage());
        }
    }

    /** @return false if it is over */
    private synchronized boolean await() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, 2 * pause));
        try {
            for (long left = until - System.nanoTime(); left > 0 && !ended; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !ended;
    }

    @Override
    public void admit(SocketAccess access) throws KernelFault {
        throw new KernelFault(Errno.EOPNOTSUPP, "set mode, owner and group of " + path + ", which is the front-end's socket");
    }

    @Override
    public synchronized void shutdown() {
        ended = true;
        notifyAll();
    }

    @Override
    public void close() {
        shutdown();
    }
}
