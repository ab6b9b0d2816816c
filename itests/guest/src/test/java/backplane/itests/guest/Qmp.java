// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * QEMU's machine protocol (docs/interop/qmp-spec.rst of QEMU): commands one after another, each answered by one line, and events between
 * the answers. One thread asks; another one, of its own, reads.
 */
final class Qmp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GONE = "(QEMU has closed its machine protocol)";
    private final SocketChannel channel;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private Qmp(SocketChannel channel) {
        this.channel = channel;
        Thread reader = new Thread(this::readAll, "qmp");
        reader.setDaemon(true);
        reader.start();
    }

    /** What a guest of {@link GuestLab#QEMU} has to be given for {@link #connect}. */
    static List<String> options(Path socket) {
        return List.of("--qemu", "-qmp", "--qemu", "unix:" + socket + ",server=on,wait=off");
    }

    /** Waits for the socket of a QEMU that has just been started. */
    static Qmp connect(Path socket) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                Qmp qmp = new Qmp(channel);
                qmp.must("qmp_capabilities");
                return qmp;
            } catch (IOException notYet) {
                channel.close();
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Runs a command that is to succeed, and returns the line of its answer. */
    String must(String command) {
        return must(command, "{}");
    }

    /** @param arguments JSON, which may have single quotes for double ones */
    String must(String command, String arguments) {
        String answer = execute(command, arguments);
        if (isError(answer)) {
            throw new AssertionError(command + " " + arguments + ": " + answer);
        }
        return answer;
    }

    /** Runs a command and returns the line of its answer, whatever it is. */
    String execute(String command, String arguments) {
        String line = "{\"execute\": \"" + command + "\", \"arguments\": " + arguments.replace('\'', '"') + "}\n";
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(command, gone);
        }
        return take(answers, "the answer to " + command);
    }

    static boolean isError(String answer) {
        return !answer.startsWith("{\"return\"");
    }

    /** Waits for an event, and drops those before it. */
    String await(String event) {
        String line = take(events, "event " + event);
        while (!line.contains("\"event\": \"" + event + "\"")) {
            line = take(events, "event " + event);
        }
        return line;
    }

    /** Waits for an event that names a device. */
    void await(String event, String device) {
        while (!await(event).contains("\"device\": \"" + device + "\"")) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    private static String take(BlockingQueue<String> queue, String what) {
        try {
            String line = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(GONE)) {
                throw new AssertionError("no " + what + (line == null ? " within " + PATIENCE.toSeconds() + " s" : " " + GONE));
            }
            return line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void readAll() {
        try (BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // the first line greets: {"QMP": ...
                if (line.contains("\"event\": ")) {
                    events.add(line);
                } else if (!line.startsWith("{\"QMP\"")) {
                    answers.add(line);
                }
            }
        } catch (IOException ended) {
            events.add("(" + ended.getMessage() + ")");
        }
        answers.add(GONE);
        events.add(GONE);
    }
}
