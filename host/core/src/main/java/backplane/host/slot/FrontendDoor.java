// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.idle.IdleWatch;
import backplane.host.journal.SlotMemory;
import backplane.host.session.FrontendSession;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread of a slot: takes one front-end after another from the socket, which is there before, between and after them.
 * A further front-end waits in the socket's queue until the one before it has left. While nobody comes and nobody says anything it has
 * no thread; "the control thread" is the one that it has at that time.
 */
final class FrontendDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendDoor.class);
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int FIRST_PAUSE = 20;
    private static final int LAST_PAUSE = 1000;
    /** Without a message before the door leaves its thread, milliseconds. */
    private static final int LINGER = 200;

    private final String slot;
    private final Function<UnixConnection, FrontendSession> arrive;
    private final Runnable leave;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final SlotPorts ports;
    private final SlotMemory kept;
    private SlotSocket socket;
    private FrontendSource source;
    private volatile Path path;
    /** Where the door waits without a thread, null if it does not. */
    private IdleWatch.Rest rest;
    /** Milliseconds to wait after the next failure; this object's. */
    private int failed = FIRST_PAUSE;
    private boolean closed;
    /** Who is here; the control thread's. */
    private FrontendSession session;

    private FrontendDoor(SlotSettings settings, SlotPorts ports, SlotMemory kept, Function<UnixConnection, FrontendSession> arrive,
            Runnable leave) throws KernelFault {
        slot = settings.name();
        this.ports = ports;
        this.arrive = arrive;
        this.leave = leave;
        this.kept = kept;
        socket = settings.socket();
        source = socket.open(slot, ports, kept);
        path = source.path();
    }

    /**
     * @param kept    what outlives this process, such as a front-end that is connected; null if nothing does
     * @param arrive makes a connection's session, or closes it and returns null; called on the control thread
     * @param leave  the session has ended; called there too
     */
    static FrontendDoor open(SlotSettings settings, SlotPorts ports, SlotMemory kept, Function<UnixConnection, FrontendSession> arrive,
            Runnable leave) throws KernelFault {
        FrontendDoor door = new FrontendDoor(settings, ports, kept, arrive, leave);
        LOG.info("{}: {} {} {}", door.slot, settings.type(), door.socket.role() == SlotSocket.Role.LISTEN ? "listens on" : "connects to",
                door.path);
        ports.idle().start(door::run);
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
            wake();
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
            wake();
        }
        try {
            ended.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.error("{}: the control thread does not end", slot);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it waited for is watched no more, and may be closed. With the monitor. */
    private void wake() {
        if (rest != null) {
            rest.wake();
        }
    }

    private void run() {
        Thread.currentThread().setName("vhost-door-" + slot);
        for (FrontendSource current = awake(); current != null || session != null; current = current()) {
            try {
                boolean mine = session != null ? served() : taken(current);
                failed = FIRST_PAUSE;
                if (!mine) {
                    Thread.currentThread().setName(IdleWatch.FREE);
                    return;
                }
            } catch (KernelFault fault) {
                LOG.error("{}: cannot take a front-end from {}: {}", slot, path, fault.getMessage());
                if (!pause()) {
                    break;
                }
            } catch (RuntimeException stray) {
                LOG.error("{}: a session failed; the socket goes on", slot, stray);
            }
        }
        source.close();
        ended.complete(null);
        Thread.currentThread().setName(IdleWatch.FREE);
    }

    /** @return whether this thread goes on with it: if not, another one does when there is something to do */
    private boolean taken(FrontendSource current) throws KernelFault {
        UnixConnection connection = kept == null ? null : kept.takeConnection();
        if (connection == null) {
            if (!current.isReady(LINGER) && rests(current.descriptor())) {
                return false;
            }
            connection = current.next();
        }
        if (connection != null) {
            session = arrive.apply(connection);
        }
        if (session != null) {
            turn(session::begin);
        }
        return true;
    }

    /** @return as {@link #taken} */
    private boolean served() throws KernelFault {
        if (!session.isReady(LINGER) && rests(session.descriptor())) {
            return false;
        }
        turn(session::next);
        return true;
    }

    private void turn(BooleanSupplier step) {
        boolean on = false;
        try {
            on = step.getAsBoolean();
        } finally {
            if (!on) {
                session = null;
                leave.run();
            }
        }
    }

    /** @return false if the thread has to wait itself, or to look who is there now */
    private synchronized boolean rests(OwnedFd fd) {
        if (closed || !fd.isOpen()) {
            return false;
        }
        try {
            rest = ports.idle().rest(fd, this::run);
            return true;
        } catch (KernelFault cannot) {
            LOG.debug("{}: the control thread waits itself: {}", slot, cannot.getMessage());
            return false;
        }
    }

    private synchronized FrontendSource awake() {
        rest = null;
        return current();
    }

    private synchronized FrontendSource current() {
        return closed ? null : source;
    }

    /** Out of descriptors or memory: trying again at once would only burn the processor, and waiting long costs who is there by now. */
    private synchronized boolean pause() {
        try {
            if (!closed) {
                wait(failed);
                failed = Math.min(LAST_PAUSE, failed * 2);
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
