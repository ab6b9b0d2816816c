// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A host in a process of its own, as a user starts it: the assembly's launcher, a folder, and {@code bin/vhostctl}. One thread. */
public final class HostProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration COMMAND = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Path root;
    private final Path folder;
    private final Process process;

    private HostProcess(Path root, Path folder, Process process) {
        this.root = root;
        this.folder = folder;
        this.process = process;
    }

    /** What a command printed, errors included, and its exit status. */
    public record Result(int status, String text) {
    }

    /**
     * What the host holds of the kernel. Equal footprints mean that nothing was left behind.
     *
     * @param descriptors how many are open
     * @param threads     the host's own, by name
     * @param mappings    memory files of guests that are mapped
     */
    public record Footprint(int descriptors, List<String> threads, int mappings) {
    }

    /**
     * Starts a host and waits until the sockets of its devices are there.
     *
     * @param root    the checkout, built
     * @param folder  the host's own
     * @param devices settings by device name
     */
    public static HostProcess start(Path root, Path folder, Map<String, Map<String, String>> devices) throws IOException {
        return start(root, folder, devices, List.of());
    }

    /**
     * As {@link #start(Path, Path, Map)}, by way of another program.
     *
     * @param starter a command that goes over to the one at its end, as a service manager does
     */
    public static HostProcess start(Path root, Path folder, Map<String, Map<String, String>> devices, List<String> starter)
            throws IOException {
        for (Map.Entry<String, Map<String, String>> device : devices.entrySet()) {
            configure(folder, device.getKey(), device.getValue());
        }
        Path launcher = root.resolve("host/distribution/target/assembly/bin/backplane");
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of("bash", launcher.toString(), "--dir", folder.toString(), "--no-console"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(folder.resolve("host.out").toFile())
                .redirectInput(Path.of("/dev/null").toFile()).start();
        HostProcess host = new HostProcess(root, folder, process);
        try {
            host.await(START, () -> Files.exists(folder.resolve("control.sock"))
                    && devices.keySet().stream().allMatch(name -> Files.exists(host.socket(name))), () -> "the host does not start");
            return host;
        } catch (AssertionError failure) {
            host.close();
            throw failure;
        }
    }

    /** Writes a device's configuration, as an operator would; the host takes it up. */
    public void configure(String name, Map<String, String> settings) throws IOException {
        configure(folder, name, settings);
    }

    private static void configure(Path folder, String name, Map<String, String> settings) throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        List<String> lines = settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
        Files.write(etc.resolve("backplane.device~" + name + ".cfg"), lines);
    }

    public Path folder() {
        return folder;
    }

    public Path socket(String device) {
        return folder.resolve(device + ".sock");
    }

    public long pid() {
        return process.pid();
    }

    /** Runs a console command from outside. */
    public Result ctl(String... words) {
        List<String> command = new ArrayList<>(List.of(root.resolve("bin/vhostctl").toString(), "--dir", folder.toString()));
        command.addAll(List.of(words));
        try {
            Path output = Files.createTempFile("ctl", ".out");
            Process control = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                    .redirectInput(Path.of("/dev/null").toFile()).start();
            if (!control.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                control.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " does not end" + told());
            }
            String text = Files.readString(output);
            Files.delete(output);
            return new Result(control.exitValue(), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Runs a console command that is to succeed, and returns what it printed. */
    public String must(String... words) {
        Result result = ctl(words);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", words) + " ended with " + result.status() + ": " + result.text() + told());
        }
        return result.text();
    }

    /** Asks again and again, for at most {@link Patience#LIMIT}. */
    public void awaitThat(BooleanSupplier condition, Supplier<String> otherwise) {
        await(Patience.LIMIT, condition, otherwise);
    }

    public Footprint footprint() {
        Path proc = Path.of("/proc", Long.toString(pid()));
        try (Stream<Path> fds = Files.list(proc.resolve("fd")); Stream<Path> tasks = Files.list(proc.resolve("task"));
                Stream<String> maps = Files.lines(proc.resolve("maps"))) {
            List<String> threads = tasks.map(task -> read(task.resolve("comm"))).filter(name -> name.startsWith("backplane"))
                    .sorted().toList();
            return new Footprint((int) fds.count(), threads, (int) maps.filter(HostProcess::isGuestMemory).count());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends the host with SIGTERM. */
    public Duration terminate() {
        long began = System.nanoTime();
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the host does not end on SIGTERM" + told());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        try {
            terminate();
        } finally {
            process.destroyForcibly();
        }
    }

    private void await(Duration patience, BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError(otherwise.get() + (process.isAlive() ? "" : "; the host has ended") + told());
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static boolean isGuestMemory(String mapping) {
        return mapping.contains("/memfd:") || mapping.contains("vm_file");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private String told() {
        StringBuilder text = new StringBuilder();
        for (String file : List.of("host.out", "log/backplane.log")) {
            try {
                List<String> lines = Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8);
                text.append("\n").append(file).append(":\n")
                        .append(String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
            } catch (IOException missing) {
                text.append("\nno ").append(file);
            }
        }
        return text.toString();
    }
}
