// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A real guest, booted by the lab, with its command console: see {@code itests/guest/lab/init} for the lines it speaks. One thread
 * asks; another one, of its own, reads what the guest prints.
 */
public final class GuestProcess implements AutoCloseable {
    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final Duration COMMAND = Duration.ofSeconds(30);
    /** The reader has each line that is in the pipe within this time. */
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final String READY = "@@READY";
    private static final String EXIT = "@@EXIT ";
    private static final String GONE = "@@GONE";

    private final Process process;
    private final Writer console;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<String>> watches = new ConcurrentHashMap<>();
    private final List<String> transcript = Collections.synchronizedList(new ArrayList<>());

    private GuestProcess(Process process) {
        this.process = process;
        console = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAll, "guest console");
        reader.setDaemon(true);
        reader.start();
    }

    /** What a command printed, and its exit status. */
    public record Result(int status, List<String> lines) {
        public String text() {
            return String.join("\n", lines);
        }
    }

    /**
     * Boots a guest and waits for its console.
     *
     * @param lab     the folder of the lab
     * @param options of {@code boot}: the kind of guest first
     */
    public static GuestProcess boot(Path lab, List<String> options) throws IOException {
        GuestProcess guest = start(lab, options);
        try {
            guest.awaitReady();
            return guest;
        } catch (AssertionError failure) {
            guest.close();
            throw failure;
        }
    }

    /** As {@link #boot}, without waiting for a console: of a guest that is not to run yet. */
    public static GuestProcess start(Path lab, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(lab.resolve("boot").toString()));
        command.addAll(options);
        return new GuestProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Drops what the guest has printed so far, for one that was reset from outside. It must stand still meanwhile. */
    public void forget() {
        String line = READY;
        while (line != null) {
            line = poll(lines, SILENCE);
        }
        watches.values().forEach(BlockingQueue::clear);
    }

    /** Whether its process is there. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the console, at first and after a reboot. */
    public void awaitReady() {
        for (String line = next(BOOT); !line.equals(READY); line = next(BOOT)) {
            if (line.equals(GONE)) {
                throw new AssertionError("the guest ended before its console was there" + told());
            }
        }
    }

    /** Runs a command line in the guest. */
    public Result run(String command) {
        type(command);
        return result(command);
    }

    /** As {@link #run}, with something done when the console has read the first half of the line. */
    public Result run(String command, Runnable midway) {
        int half = command.length() / 2;
        send(command.substring(0, half));
        midway.run();
        type(command.substring(half));
        return result(command);
    }

    private Result result(String command) {
        List<String> printed = new ArrayList<>();
        for (String line = next(COMMAND); ; line = next(COMMAND)) {
            if (line.startsWith(EXIT)) {
                return new Result(Integer.parseInt(line.substring(EXIT.length()).strip()), printed);
            }
            if (line.equals(GONE)) {
                throw new AssertionError("the guest ended while it was to '" + command + "'" + told());
            }
            printed.add(line);
        }
    }

    /** Runs a command line that is to succeed, and returns what it printed. */
    public String must(String command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new AssertionError("'" + command + "' ended with " + result.status() + " and said: " + result.text());
        }
        return result.text();
    }

    /** Starts a command in the background; {@link #nextOf} has its lines. */
    public void watch(String tag, String command) {
        watches.put(tag, new LinkedBlockingQueue<>());
        type("&" + tag + " " + command);
        String answer = next(COMMAND);
        if (!answer.equals(EXIT + "0")) {
            throw new AssertionError("'" + command + "' was not started: " + answer);
        }
    }

    /** The next line of a background command. */
    public String nextOf(String tag) {
        return nextOf(tag, COMMAND);
    }

    /** As {@link #nextOf(String)}, of a command that may think for longer. */
    public String nextOf(String tag, Duration patience) {
        String line = poll(watches.get(tag), patience);
        if (line == null) {
            throw new AssertionError("no line of '" + tag + "' within " + patience.toSeconds() + " s" + told());
        }
        return line;
    }

    /** Lines of a background command that nobody has taken yet. */
    public List<String> restOf(String tag) {
        List<String> rest = new ArrayList<>();
        watches.get(tag).drainTo(rest);
        return rest;
    }

    /** Reboots the guest, on the same connections of its devices. */
    public void reboot() {
        type("reboot");
        awaitReady();
    }

    /** Has the guest power itself off, and waits until it has. */
    public void powerOff() {
        type("poweroff");
        awaitEnd();
    }

    /** Waits until the guest has powered itself off. */
    public void awaitEnd() {
        try {
            if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the guest does not power off" + told());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the guest, as a front-end that dies. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void type(String line) {
        send(line + "\n");
    }

    private void send(String text) {
        transcript.add("> " + text.stripTrailing());
        try {
            console.write(text);
            console.flush();
        } catch (IOException gone) {
            throw new AssertionError("the guest's console is gone" + told(), gone);
        }
    }

    private String next(Duration patience) {
        String line = poll(lines, patience);
        if (line == null) {
            throw new AssertionError("the guest says nothing for " + patience.toSeconds() + " s" + told());
        }
        return line;
    }

    private static String poll(BlockingQueue<String> queue, Duration patience) {
        try {
            return queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void readAll() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sort(line.stripTrailing());
            }
        } catch (IOException ended) {
            transcript.add("(" + ended.getMessage() + ")");
        }
        lines.add(GONE);
    }

    private void sort(String line) {
        transcript.add(line);
        int space = line.indexOf(' ');
        if (line.startsWith("@") && !line.startsWith("@@") && space > 0 && watches.containsKey(line.substring(1, space))) {
            watches.get(line.substring(1, space)).add(line.substring(space + 1));
        } else {
            lines.add(line);
        }
    }

    private String told() {
        List<String> all = List.copyOf(transcript);
        return "; its last lines:\n" + String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
    }
}
