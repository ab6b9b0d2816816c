// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixListener;
import backplane.kernel.UnixSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket behind {@code bin/vhostctl}. Its path is the property {@code backplane.control}, or {@code control.sock} in
 * Karaf's data folder. A host whose socket cannot be opened runs without it and says so in the log.
 */
@Component(service = {}, immediate = true)
public final class ControlSocket {
    static final String PATH_PROPERTY = "backplane.control";
    private static final String DATA_PROPERTY = "karaf.data";
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How long the commands may take to appear after the shell has. */
    private static final long COMMANDS_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 20;
    private static final long FAREWELL_MILLIS = 500;

    private final BundleContext context;
    private final UnixSockets sockets;
    private final SessionFactory sessions;
    private final StartUp startUp;
    private final Thread opener;
    private volatile boolean closed;
    /** Guarded by this. */
    private ControlListener listener;

    @Activate
    public ControlSocket(BundleContext context, @Reference UnixSockets sockets, @Reference SessionFactory sessions) {
        this.context = context;
        this.sockets = sockets;
        this.sessions = sessions;
        startUp = StartUp.of(context);
        Optional<Path> path = path(context);
        opener = new Thread(() -> path.ifPresent(this::serve), "control");
        opener.setDaemon(true);
        opener.start();
        if (path.isEmpty()) {
            LOG.warn("No control socket: neither {} nor {} is set. vhostctl cannot reach this host.", PATH_PROPERTY, DATA_PROPERTY);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        closed = true;
        synchronized (this) {
            if (listener != null) {
                listener.shutdown();
            }
        }
        if (Thread.currentThread() != opener) {
            opener.join(FAREWELL_MILLIS);
        }
    }

    private static Optional<Path> path(BundleContext context) {
        String path = context.getProperty(PATH_PROPERTY);
        if (path != null) {
            return Optional.of(Path.of(path));
        }
        return Optional.ofNullable(context.getProperty(DATA_PROPERTY)).map(data -> Path.of(data, "control.sock"));
    }

    /** Opens the socket once it is of use, and accepts until {@link #close()}. */
    private void serve(Path path) {
        try {
            awaitCommands();
            ControlAccess access = ControlAccess.of(OwnUser.uid(), context::getProperty);
            UnixListener socket = sockets.listen(path, access.socket());
            ControlListener opened = new ControlListener(socket, new CommandRun(sessions, startUp), access, PATIENCE);
            synchronized (this) {
                listener = opened;
            }
            if (closed) {
                opened.shutdown();
            }
            opened.serve();
        } catch (KernelFault | IOException | IllegalArgumentException fault) {
            LOG.error("No control socket at {}: {}. vhostctl cannot reach this host; the rest of it works.", path, fault.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Karaf registers the commands of a bundle a little later than the bundle starts; a socket that is there must answer. */
    private void awaitCommands() throws InterruptedException {
        for (long waited = 0; !closed && waited < COMMANDS_MILLIS; waited += PAUSE_MILLIS) {
            if (sessions.getRegistry().getCommand(CommandRun.USUAL_SCOPE, "list") != null) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
