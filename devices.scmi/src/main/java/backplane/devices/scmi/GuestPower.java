// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.protocol.SystemProtocol;
import backplane.devices.scmi.wire.ScmiStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when a guest asks for its own end or a new start: a command of the operator's, without a shell, one at a time and on a
 * thread of its own, so that no other guest waits for it. Without one the wish is logged.
 */
final class GuestPower {
    static final String ALLOWED = "nothing, or the absolute path of a program and its arguments, separated by spaces";

    private static final Logger LOG = LoggerFactory.getLogger(GuestPower.class);
    private static final int MOST_WORDS = 32;
    private static final int MOST_OUTPUT = 4096;
    private static final long LOOK_MILLIS = 20;
    private static final Map<Integer, String> STATES = Map.of(SystemProtocol.SHUTDOWN, "shutdown", SystemProtocol.COLD_RESET, "cold-reset",
            SystemProtocol.WARM_RESET, "warm-reset");

    private final String device;
    private final Duration limit;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<String> onShutdown = List.of();
    private volatile List<String> onReset = List.of();

    /** @param limit after which a command is killed */
    GuestPower(String device, Duration limit) {
        this.device = device;
        this.limit = limit;
    }

    /** @throws IllegalArgumentException if it is no command that can be run */
    static List<String> command(String text) {
        List<String> words = text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
        if (!words.isEmpty() && (words.size() > MOST_WORDS || !words.get(0).startsWith("/")
                || !Files.isRegularFile(Path.of(words.get(0))) || !Files.isExecutable(Path.of(words.get(0))))) {
            throw new IllegalArgumentException(text);
        }
        return words;
    }

    void set(List<String> shutdown, List<String> reset) {
        onShutdown = shutdown;
        onReset = reset;
    }

    /**
     * On the platform's thread.
     *
     * @param state one that a guest may ask for
     * @return SUCCESS when the wish is on its way, BUSY while another one is
     */
    ScmiStatus ask(int state) {
        String wanted = STATES.get(state);
        List<String> command = state == SystemProtocol.SHUTDOWN ? onShutdown : onReset;
        if (wanted == null || command.isEmpty()) {
            LOG.info("SCMI device {}: its guest asks for {}; no command is set for that ('{}'), so it is for its VMM to do", device,
                    wanted == null ? "the state that it is in" : wanted, state == SystemProtocol.SHUTDOWN ? "on-shutdown" : "on-reset");
            return ScmiStatus.SUCCESS;
        }
        if (!busy.compareAndSet(false, true)) {
            return ScmiStatus.BUSY;
        }
        Thread runner = new Thread(() -> run(wanted, command), "scmi-power-" + device);
        runner.setDaemon(true);
        try {
            runner.start();
        } catch (OutOfMemoryError none) {
            busy.set(false);
            return ScmiStatus.GENERIC_ERROR;
        }
        return ScmiStatus.SUCCESS;
    }

    private void run(String wanted, List<String> command) {
        LOG.info("SCMI device {}: its guest asks for {}: {}", device, wanted, command);
        StringBuilder output = new StringBuilder();
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(
                    Path.of("/dev/null").toFile()));
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(List.of("PATH", "LANG", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"));
            environment.put("BACKPLANE_DEVICE", device);
            environment.put("BACKPLANE_STATE", wanted);
            Process process = builder.start();
            if (ends(process, output)) {
                int status = process.exitValue();
                if (status == 0) {
                    LOG.info("SCMI device {}: {} is done {}", device, command, output);
                } else {
                    LOG.error("SCMI device {}: the guest's wish for {} is not done: {} ended with status {} {}", device, wanted, command,
                            status, output);
                }
            } else {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                LOG.error("SCMI device {}: {} had not ended after {} s and was killed {}", device, command, limit.toSeconds(), output);
            }
        } catch (IOException failure) {
            LOG.error("SCMI device {}: the guest's wish for {} is not done: {}", device, wanted, failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            busy.set(false);
        }
    }

    /** A child of the command may keep the pipe open for ever, so what is there is read, and no end of it is waited for. */
    private boolean ends(Process process, StringBuilder output) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        InputStream out = process.getInputStream();
        boolean ended;
        do {
            ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            for (int there = out.available(); there > 0; there = out.available()) {
                String text = new String(out.readNBytes(Math.min(there, MOST_OUTPUT)), StandardCharsets.UTF_8);
                output.append(text, 0, Math.max(0, Math.min(text.length(), MOST_OUTPUT - output.length())));
            }
        } while (!ended && System.nanoTime() - end < 0);
        return ended;
    }
}
