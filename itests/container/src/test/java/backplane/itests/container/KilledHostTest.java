// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.KernelPorts;
import backplane.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host is killed under load, again and again: its front-end sees a pause, each request's answer once, and all in order.
 * {@code -Dbackplane.kills=N} sets how often, {@code -Dbackplane.seed=N} plays a run again.
 */
@Tag("container")
@Tag("takeover")
class KilledHostTest {
    private static final int KILLS = Integer.getInteger("backplane.kills", 20);
    private static final Map<String, Map<String, String>> DEVICES = Map.of("gpio0", Map.of("type", "gpio", "lines", "4"));
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);

    private final KernelPorts kernel = RealKernel.ports();
    private final long seed = Long.getLong(Seeds.PROPERTY, System.nanoTime());
    private final Random random = Seeds.random(seed);
    @TempDir
    private Path folder;

    /** Of three kills one comes while the former one is still being taken over from. */
    @Test
    void aFrontEndOutlivesTheHost() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, DEVICES);
                GpioLoad load = new GpioLoad(host.socket("gpio0"), kernel, PERIOD)) {
            List<Long> pauses = new ArrayList<>();
            host.awaitStarts(1);
            for (int kill = 0; kill < KILLS; kill++) {
                awaitAnswers(load, load.answered() + 1 + random.nextInt(200));
                LockSupport.parkNanos(random.nextInt(1_000_000));
                int starts = host.starts();
                long before = load.answered();
                long began = System.nanoTime();
                host.kill();
                if (random.nextInt(3) == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(5000)));
                    host.kill();
                    kill++;
                    host.awaitStarts(starts + 1);
                } else {
                    // what was on its way when it was killed may be answered already, of 64 at most
                    awaitAnswers(load, before + 70);
                    pauses.add((System.nanoTime() - began) / 1_000_000);
                    host.awaitStarts(starts + 1);
                }
            }
            awaitAnswers(load, load.answered() + 200);
            Collections.sort(pauses);
            Files.writeString(Path.of("target", "takeover.txt"), KILLS + " kills under load: pause " + pauses.get(pauses.size() / 2)
                    + " ms (median), " + pauses.get(pauses.size() - 1) + " ms (longest); " + load.answered() + " answers\n");
        }
    }

    /** The front-end sets its rings and memory up all the time, and waits for most of the answers without a limit. */
    @Test
    void eachMessageIsAnsweredOnce() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, DEVICES);
                SetupLoad load = new SetupLoad(host.socket("gpio0"), kernel)) {
            host.awaitStarts(1);
            for (int kill = 0; kill < Math.max(2, KILLS / 4); kill++) {
                long before = load.rounds();
                SupervisedHost.await(() -> load.rounds() > before + 3, () -> "no more rounds after " + before + told());
                LockSupport.parkNanos(random.nextInt(20_000_000));
                int starts = host.starts();
                host.kill();
                host.awaitStarts(starts + 1);
            }
            long before = load.rounds();
            SupervisedHost.await(() -> load.rounds() > before + 10, () -> "no more rounds after " + before + told());
        }
    }

    @Test
    void aPlannedRestartIsAPauseToo() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, DEVICES);
                GpioLoad load = new GpioLoad(host.socket("gpio0"), kernel, PERIOD)) {
            host.awaitStarts(1);
            host.process.ctl("restart");
            host.awaitStarts(2);
            awaitAnswers(load, load.answered() + 200);
            host.restart();
            host.awaitStarts(3);
            awaitAnswers(load, load.answered() + 200);
            assertThat(host.process.must("show", "gpio0")).contains("CONNECTED");
        }
        assertThat(folder.resolve("notify.sock")).doesNotExist();
    }

    private void awaitAnswers(GpioLoad load, long count) {
        SupervisedHost.await(() -> {
            load.requireWell();
            return load.answered() >= count;
        }, () -> load.answered() + " answers, not " + count + told());
    }

    private String told() {
        return "; play it again with -D" + Seeds.PROPERTY + "=" + seed;
    }
}
