// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.journal.SlotMemory;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread of a slot: takes one front-end after another from the socket, which is there before, between and after them.
 * A further front-end waits in the socket's queue until the one before it has left.
 */
final class FrontendDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendDoor.class);
    private static final long PATIENCE_MILLIS = 10_000;

    private final String slot;
    private final Consumer<UnixConnection> session;
    private final Thread thread;
    private final SlotPorts ports;
    private final SlotMemory kept;
    private SlotSocket socket;
    private FrontendSource source;
    private volatile Path path;
    private boolean closed;

    private FrontendDoor(SlotSettings settings, SlotPorts ports, SlotMemory kept, Consumer<UnixConnection> session) throws KernelFault {
        slot = settings.name();
        this.ports = ports;
        this.session = session;
        this.kept = kept;
        socket = settings.socket();
        source = socket.open(slot, ports, kept);
        path = source.path();
        thread = new Thread(this::run, "backplane-control-" + slot);
        thread.setDaemon(true);
    }

    /**
     * @param kept    what outlives this process, such as a front-end that is connected; null if nothing does
     * @param session serves one connection to its end; called on the control thread
     */
    static FrontendDoor open(SlotSettings settings, SlotPorts ports, SlotMemory kept, Consumer<UnixConnection> session) throws KernelFault {
        FrontendDoor door = new FrontendDoor(settings, ports, kept, session);
        LOG.info("{}: {} {} {}", door.slot, settings.type(), door.socket.role() == SlotSocket.Role.LISTEN ? "listens on" : "connects to",
                door.path);
        door.thread.start();
        return door;
    }

    /** Where front-ends are met. Any thread. */
    Path path() {
        return path;
    }

    /** Goes over to another socket, or changes who may connect to this one; a front-end that is connected stays. */
    synchronized void move(SlotSocket next) throws KernelFault {
        if (next.equals(socket)) {
            return;
        }
        if (next.isSamePlace(socket)) {
            source.admit(next.access());
        } else {
            FrontendSource before = source;
            source = next.open(slot, ports, kept);
            path = source.path();
            before.close();
        }
        socket = next;
    }

    /** Takes no more front-ends. The session that is going on is the caller's to end, before this. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            source.shutdown();
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
        for (FrontendSource current = current(); current != null; current = current()) {
            try {
                serveOn(current);
            } catch (KernelFault fault) {
                LOG.error("{}: cannot take a front-end from {}: {}", slot, current.path(), fault.getMessage());
                if (!pause()) {
                    break;
                }
            } catch (RuntimeException stray) {
                LOG.error("{}: a session failed; the socket goes on", slot, stray);
            }
        }
        source.close();
    }

    private void serveOn(FrontendSource current) throws KernelFault {
        UnixConnection former = kept == null ? null : kept.takeConnection();
        UnixConnection connection = former == null ? current.next() : former;
        if (connection != null) {
            session.accept(connection);
        }
    }

    private synchronized FrontendSource current() {
        return closed ? null : source;
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

    /** Who is at the other end, for people. */
    static String peer(UnixConnection connection) {
        try {
            return "pid " + connection.peer().pid();
        } catch (KernelFault unknown) {
            return "unknown";
        }
    }
}
