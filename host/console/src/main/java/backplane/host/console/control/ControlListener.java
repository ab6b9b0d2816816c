// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.ExitStatus;
import backplane.kernel.KernelFault;
import backplane.kernel.PeerCredentials;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts clients and gives each its own threads, so that none can hold up another. */
final class ControlListener {
    /** How many requests may run at a time. */
    static final int MOST_REQUESTS = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ControlListener.class);
    /** After a failed accept, such as for want of descriptors: no busy loop. */
    private static final long REST_MILLIS = 100;

    private final UnixListener socket;
    private final CommandRun commands;
    private final ControlAccess access;
    private final Duration patience;
    private final Semaphore room = new Semaphore(MOST_REQUESTS);
    private final Set<ControlRequest> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "control-timer"));
    private volatile boolean closed;

    /** @param patience how long a client may take to say what it wants */
    ControlListener(UnixListener socket, CommandRun commands, ControlAccess access, Duration patience) {
        this.socket = socket;
        this.commands = commands;
        this.access = access;
        this.patience = patience;
    }

    /** Returns after {@link #shutdown()}. */
    void serve() throws InterruptedException {
        LOG.info("Control socket at {}", socket.path());
        try {
            while (!closed) {
                try {
                    UnixConnection connection = socket.accept();
                    if (connection == null) {
                        return;
                    }
                    admit(connection);
                } catch (KernelFault fault) {
                    LOG.warn("A client of the control socket was lost: {}", fault.getMessage());
                    Thread.sleep(REST_MILLIS);
                }
            }
        } finally {
            socket.close();
            timer.shutdownNow();
        }
    }

    /** Ends {@link #serve()} and every connection. A command that runs goes on: it may be the one that stops this bundle. */
    void shutdown() {
        closed = true;
        socket.shutdown();
        running.forEach(ControlRequest::abandon);
    }

    private void admit(UnixConnection connection) {
        FrameSink sink = new FrameSink(connection);
        PeerCredentials who;
        String refusal;
        try {
            who = connection.peer();
            refusal = refusal(who);
        } catch (KernelFault fault) {
            who = null;
            refusal = "the host cannot tell who you are: " + fault.getMessage();
        }
        if (refusal != null) {
            sink.finish("vhostctl: " + refusal + "\n", ExitStatus.REFUSED);
            connection.close();
            return;
        }
        ControlRequest request = new ControlRequest(connection, who, access.of(who).orElseThrow(), sink, commands);
        running.add(request);
        daemon(() -> {
            try {
                request.serve(timer, patience);
            } finally {
                running.remove(request);
                room.release();
            }
        }, "control-request").start();
        if (closed) {
            request.abandon();
        }
    }

    /** @return why this client is not served, or null, and then it has its place */
    private String refusal(PeerCredentials who) {
        if (access.of(who).isEmpty()) {
            LOG.warn("User {} was turned away from the control socket", who.uid());
            CommandAudit.denied(who);
            return "only the host's own user may command it";
        }
        return room.tryAcquire() ? null : MOST_REQUESTS + " commands are running already; try again when one has ended";
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
