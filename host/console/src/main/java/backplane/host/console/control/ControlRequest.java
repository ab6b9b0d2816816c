// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.ExitStatus;
import backplane.host.console.frame.FrameKind;
import backplane.host.console.frame.Request;
import backplane.kernel.PeerCredentials;
import backplane.kernel.UnixConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One client: reads its request, has it run, and watches for the client's leaving. */
final class ControlRequest {
    private final UnixConnection connection;
    private final PeerCredentials who;
    private final FrameSink sink;
    private final CommandRun commands;
    private final Role role;
    private volatile boolean abandoned;

    ControlRequest(UnixConnection connection, PeerCredentials who, Role role, FrameSink sink, CommandRun commands) {
        this.role = role;
        this.who = who;
        this.connection = connection;
        this.sink = sink;
        this.commands = commands;
    }

    /** Returns when the command has ended. The only thread that receives, so the one that closes. */
    void serve(ScheduledExecutorService timer, Duration patience) {
        Thread command = null;
        InputStream input = new ConnectionInput(connection);
        try {
            Request request = readInTime(input, timer, patience);
            command = ControlListener.daemon(() -> run(request), "control-command");
            command.start();
            // Nothing more may come: what is left to read is the client's end, or ours.
            input.read();
        } catch (IOException fault) {
            sink.finish("vhostctl: " + fault.getMessage() + "\n", ExitStatus.USAGE);
        }
        if (command != null && command.isAlive() && !abandoned) {
            command.interrupt();
        }
        connection.shutdown();
        sink.close();
        connection.close();
        join(command);
    }

    /** Cuts the client off without disturbing the command. Any thread. */
    void abandon() {
        abandoned = true;
        connection.shutdown();
    }

    private Request readInTime(InputStream input, ScheduledExecutorService timer, Duration patience) throws IOException {
        Future<?> limit = timer.schedule(connection::shutdown, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return Request.read(input);
        } finally {
            limit.cancel(false);
        }
    }

    private void run(Request request) {
        ExitStatus status = ExitStatus.REFUSED;
        CommandAudit.begun(who, request.words());
        try (PrintStream out = stream(FrameKind.OUT); PrintStream err = stream(FrameKind.ERR)) {
            status = commands.run(role, request.words(), out, err);
        } finally {
            CommandAudit.ended(who, request.words(), status);
            sink.finish("", status);
            abandoned = true;
            connection.shutdown();
        }
    }

    private PrintStream stream(FrameKind kind) {
        OutputStream plain = new PlainText(new FrameStream(sink, kind));
        return new PrintStream(plain, true, StandardCharsets.UTF_8);
    }

    private static void join(Thread command) {
        try {
            if (command != null) {
                command.join();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
