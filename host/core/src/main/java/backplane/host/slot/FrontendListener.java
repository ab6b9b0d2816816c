// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread of a slot: takes one front-end after another from the socket, which is there before, between and after them.
 * A further front-end waits in the socket's queue until the one before it has left.
 */
final class FrontendListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendListener.class);
    private static final long PATIENCE_MILLIS = 10_000;

    private final String slot;
    private final Consumer<UnixConnection> session;
    private final Thread thread;
    private UnixListener listener;
    private boolean closed;

    /** @param session serves one connection to its end; called on the control thread */
    FrontendListener(String slot, UnixListener listener, Consumer<UnixConnection> session) {
        this.slot = slot;
        this.listener = listener;
        this.session = session;
        thread = new Thread(this::run, "backplane-control-" + slot);
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes over to another socket; a front-end that is connected stays. */
    synchronized void listenOn(UnixListener next) {
        UnixListener before = listener;
        listener = next;
        before.shutdown();
    }

    /** Takes no more front-ends. The session that is going on is the caller's to end, before this. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            listener.shutdown();
        }
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("{}: the control thread does not end", slot);
        }
    }

    private void run() {
        for (UnixListener current = current(); current != null; current = current()) {
            try {
                serveOn(current);
            } catch (KernelFault fault) {
                LOG.error("{}: cannot take a front-end on {}: {}", slot, current.path(), fault.getMessage());
                if (!pause()) {
                    break;
                }
            } catch (RuntimeException stray) {
                LOG.error("{}: a session failed; the socket goes on", slot, stray);
            }
        }
        listener.close();
    }

    private void serveOn(UnixListener current) throws KernelFault {
        UnixConnection connection = current.accept();
        if (connection != null) {
            session.accept(connection);
        } else if (current != current()) {
            current.close();
        }
    }

    private synchronized UnixListener current() {
        return closed ? null : listener;
    }

    /** Out of descriptors or memory: trying again at once would only burn the processor. */
    private synchronized boolean pause() {
        try {
            if (!closed) {
                wait(1000);
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
