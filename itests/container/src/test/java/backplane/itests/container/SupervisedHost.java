// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A host that the supervisor starts again. */
final class SupervisedHost implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String PLAN = "demise";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    final HostProcess process;
    private final Path folder;

    private SupervisedHost(HostProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static SupervisedHost start(Path folder, Map<String, Map<String, String>> devices) throws IOException {
        assumeTrue(Files.isExecutable(PYTHON), "no " + PYTHON + " for the supervisor");
        Path supervisor = ROOT.resolve("host/distribution/target/assembly/bin/backplane-supervisor");
        List<String> starter = List.of("env", "JDK_JAVA_OPTIONS=-Dbackplane.demise=" + folder.resolve(PLAN),
                PYTHON.toString(), supervisor.toString(), "--dir", folder.toString(), "--");
        return new SupervisedHost(HostProcess.start(ROOT, folder, devices, starter), folder);
    }

    /** Has the next process die at a place of {@code backplane.host.demise.Moment}: each line is {@code MOMENT SLOT N}. */
    void plan(String... deaths) throws IOException {
        Path next = folder.resolve(PLAN + ".next");
        Files.write(next, List.of(deaths));
        Files.move(next, folder.resolve(PLAN), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Processes that died where they were to. */
    int demises() {
        return told("ended with status 137");
    }

    /** What the host logged, all processes together. */
    String log() {
        try {
            return Files.readString(folder.resolve("log/backplane.log"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Path socket(String device) {
        return process.socket(device);
    }

    /** Kills the host itself, unless it is just being started. */
    void kill() throws IOException, InterruptedException {
        signal("KILL", Files.readString(folder.resolve("host.pid")).strip());
    }

    /** Has the supervisor restart it in good order. */
    void restart() throws IOException, InterruptedException {
        signal("USR2", Long.toString(process.pid()));
    }

    private static void signal(String name, String pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, pid).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    /** Starts that came up, as the supervisor tells them. */
    int starts() {
        return told("is ready");
    }

    private int told(String words) {
        try {
            return (int) Files.readAllLines(folder.resolve("host.out")).stream().filter(line -> line.contains(words)).count();
        } catch (IOException missing) {
            return 0;
        }
    }

    void awaitStarts(int count) {
        await(() -> starts() >= count, () -> "start " + count + " does not come up");
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(otherwise).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
