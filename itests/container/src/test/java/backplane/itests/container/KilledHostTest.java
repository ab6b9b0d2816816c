// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import backplane.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host is killed under load, again and again: its front-end sees a pause, each request's answer once, and all in order. */
@Tag("container")
@Tag("takeover")
class KilledHostTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int KILLS = Integer.getInteger("backplane.kills", 20);
    private static final Map<String, Map<String, String>> DEVICES = Map.of("gpio0", Map.of("type", "gpio", "lines", "4"));
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final KernelPorts kernel = RealKernel.ports();
    @TempDir
    private Path folder;

    @BeforeEach
    void needsPython() {
        assumeTrue(Files.isExecutable(PYTHON), "no " + PYTHON + " for the supervisor");
    }

    @Test
    void aFrontEndOutlivesTheHost() throws Exception {
        long seed = Long.getLong(Seeds.PROPERTY, System.nanoTime());
        Random random = Seeds.random(seed);
        try (HostProcess host = HostProcess.start(ROOT, folder, DEVICES, supervisor());
                GpioLoad load = new GpioLoad(host.socket("gpio0"), kernel, PERIOD)) {
            List<Long> pauses = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                awaitReady(kill + 1);
                awaitAnswers(load, load.answered() + 1 + random.nextInt(200), seed);
                LockSupport.parkNanos(random.nextInt(1_000_000));
                long before = load.answered();
                long began = System.nanoTime();
                kill();
                awaitAnswers(load, before + 70, seed);
                pauses.add((System.nanoTime() - began) / 1_000_000);
            }
            Collections.sort(pauses);
            Files.writeString(Path.of("target", "takeover.txt"), KILLS + " kills under load: pause " + pauses.get(KILLS / 2)
                    + " ms (median), " + pauses.get(KILLS - 1) + " ms (longest); " + load.answered() + " answers\n");
        }
    }

    @Test
    void aPlannedRestartIsAPauseToo() throws Exception {
        try (HostProcess host = HostProcess.start(ROOT, folder, DEVICES, supervisor());
                GpioLoad load = new GpioLoad(host.socket("gpio0"), kernel, PERIOD)) {
            awaitReady(1);
            host.ctl("restart");
            awaitReady(2);
            awaitAnswers(load, load.answered() + 200, 0);
            signal("USR2", host.pid());
            awaitReady(3);
            awaitAnswers(load, load.answered() + 200, 0);
            assertThat(host.must("show", "gpio0")).contains("CONNECTED");
        }
        assertThat(folder.resolve("notify.sock")).doesNotExist();
    }

    private List<String> supervisor() {
        return List.of(PYTHON.toString(), ROOT.resolve("host/distribution/target/assembly/bin/backplane-supervisor").toString(), "--dir",
                folder.toString(), "--");
    }

    private void kill() throws IOException, InterruptedException {
        signal("KILL", Long.parseLong(Files.readString(folder.resolve("host.pid")).strip()));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor()).isZero();
    }

    /** The supervisor tells each start that came up. */
    private void awaitReady(int starts) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (Files.readAllLines(folder.resolve("host.out")).stream().filter(line -> line.contains("is ready")).count() < starts) {
            assertThat(System.nanoTime()).as("start %d does not get ready", starts).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void awaitAnswers(GpioLoad load, long count, long seed) {
        long deadline = System.nanoTime() + PATIENCE;
        while (load.answered() < count) {
            load.requireWell();
            assertThat(System.nanoTime())
                    .as("%d answers, not %d; -D" + Seeds.PROPERTY + "=%d", load.answered(), count, seed).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }
}
