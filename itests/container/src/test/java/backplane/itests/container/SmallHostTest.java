// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.KernelFault;
import backplane.testkit.KernelPorts;
import backplane.testkit.Patience;
import backplane.testkit.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same installation without Karaf ({@code backplane --small}): devices of all types, changes while it runs, a good end. */
@Tag("container")
class SmallHostTest {
    private static final Path ASSEMBLY = Path.of(System.getProperty("backplane.root"), "host/distribution/target/assembly");
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(10);
    /** Resident with four idle devices; 80 MB is promised. */
    private static final long MOST_KILOBYTES = 80 << 10;

    @TempDir
    Path folder;
    private final KernelPorts kernel = RealKernel.ports();
    private Process process;

    @BeforeEach
    void start() throws IOException {
        configure("gpio0", "type = gpio", "names = a, b, c, d", "wires = c>d");
        configure("i2c0", "type = i2c", "chips = lm75@0x48");
        configure("scmi0", "type = scmi", "sensors = cpu=45.5 C");
        configure("sound0", "type = sound", "streams = out null channels=1-2");
        process = launch(ASSEMBLY.resolve("bin/backplane"));
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Process launch(Path launcher) throws IOException {
        return new ProcessBuilder("bash", launcher.toString(), "--small", "--dir", folder.toString()).redirectErrorStream(true)
            .redirectOutput(folder.resolve("host.out").toFile()).redirectInput(Path.of("/dev/null").toFile()).start();
    }

    private void configure(String name, String... lines) throws IOException {
        Files.write(Files.createDirectories(folder.resolve("etc")).resolve("backplane.device~" + name + ".cfg"), List.of(lines));
    }

    private Path socket(String name) {
        return folder.resolve(name + ".sock");
    }

    private String told() throws IOException {
        Path log = folder.resolve("log/backplane.0.log");
        return Files.readString(folder.resolve("host.out")) + (Files.exists(log) ? Files.readString(log) : "no log");
    }

    private void await(BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() - deadline < 0).as(told()).isTrue();
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private void awaitSockets() throws IOException {
        await(() -> Stream.of("gpio0", "i2c0", "scmi0", "sound0").allMatch(this::accepts));
    }

    /** A socket is there a moment before it is listened at. */
    private boolean accepts(String name) {
        try {
            GpioSession.connect(socket(name), kernel, 0).close();
            return true;
        } catch (KernelFault notYet) {
            return false;
        }
    }

    @Test
    void servesAGuestFollowsItsFilesAndEndsWell() throws Exception {
        awaitSockets();
        try (GpioSession guest = GpioSession.connect(socket("gpio0"), kernel, 5)) {
            assertThat(guest.request(4, 2, 0)).hasSize(2);
        }
        assertThat(ProcessStatus.of(process.pid()).resident()).isBetween(10_000L, MOST_KILOBYTES);
        configure("late", "type = gpio", "lines = 2");
        await(() -> Files.exists(socket("late")));
        Files.delete(folder.resolve("etc/backplane.device~late.cfg"));
        await(() -> Files.notExists(socket("late")));
        process.destroy();
        assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(told()).isZero();
        assertThat(socket("gpio0")).doesNotExist();
    }

    @Test
    void startsAgainInItsFolderAfterItWasKilled() throws Exception {
        awaitSockets();
        process.destroyForcibly().waitFor();
        Files.delete(socket("gpio0"));
        process = launch(ASSEMBLY.resolve("bin/backplane"));
        await(() -> accepts("gpio0"));
        try (GpioSession guest = GpioSession.connect(socket("gpio0"), kernel, 5)) {
            assertThat(guest.request(4, 2, 0)).hasSize(2);
        }
    }

    @Test
    void refusesAnInstallationThatIsNotComplete() throws Exception {
        end();
        Path broken = Files.createDirectory(folder.resolve("broken"));
        for (String part : List.of("lib", "system")) {
            Files.createSymbolicLink(broken.resolve(part), ASSEMBLY.resolve(part));
        }
        for (String part : List.of("etc", "bin")) {
            try (Stream<Path> files = Files.walk(ASSEMBLY.resolve(part))) {
                for (Path file : files.toList()) {
                    Files.copy(file, broken.resolve(ASSEMBLY.relativize(file)));
                }
            }
        }
        Files.writeString(broken.resolve("etc/startup.properties"), "mvn\\:backplane/nothing/1 = 9\n");
        process = launch(broken.resolve("bin/backplane"));
        assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(told()).contains("nothing-1.jar", "not complete");
    }
}
