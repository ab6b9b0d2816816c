// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One shell that runs the blocks of a page in order, as a reader does who types them: variables and the folder stay. One thread. */
public final class PageShell implements AutoCloseable {
    private static final Duration BLOCK = Duration.ofSeconds(120);
    private static final String DONE = "@@DONE";
    private static final String FAILED = "@@FAILED ";

    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /**
     * Starts the shell.
     *
     * @param builder a bash, or what goes over to one, that reads its commands from the standard input
     */
    public PageShell(ProcessBuilder builder) throws IOException {
        process = builder.redirectErrorStream(true).start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAll, "page-shell");
        reader.setDaemon(true);
        reader.start();
        type("set -uE -o pipefail; trap 'echo \"" + FAILED + "$? $BASH_COMMAND\"' ERR\n");
    }

    /** Runs a block, and returns what it printed; each of its commands has to succeed. */
    public String must(PageBlock block) {
        return must(block.toString(), block.text());
    }

    /** Runs lines, and returns what they printed; each command has to succeed. */
    public String must(String name, String text) {
        type("{\n" + text + "\n} </dev/null\necho\necho " + DONE + "\n");
        List<String> printed = new ArrayList<>();
        long deadline = System.nanoTime() + BLOCK.toNanos();
        String failure = null;
        for (String line = next(name, printed, deadline); !line.equals(DONE); line = next(name, printed, deadline)) {
            printed.add(line);
            if (line.startsWith(FAILED)) {
                failure = line.substring(FAILED.length());
            }
        }
        if (failure != null) {
            throw new AssertionError(name + ": failed with " + failure + "\n" + String.join("\n", printed));
        }
        return String.join("\n", printed).strip();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String next(String name, List<String> printed, long deadline) {
        try {
            String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError(name + ": does not end within " + BLOCK.toSeconds() + " s, or ended the shell\n"
                        + String.join("\n", printed));
            }
            return line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void type(String text) {
        try {
            input.write(text);
            input.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the shell is gone", gone);
        }
    }

    private void readAll() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add("(" + ended.getMessage() + ")");
        }
    }
}
