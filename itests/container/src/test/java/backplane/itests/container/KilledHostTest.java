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

    /** All four device types are asked all the time; the host ends in each way that {@link Ending} has. */
    @Test
    void frontEndsOfAllDevicesOutliveTheHost() throws Exception {
        List<Long> pauses = new ArrayList<>();
        try (SupervisedHost host = SupervisedHost.start(folder, FourLoads.devices()); FourLoads loads = new FourLoads(host, kernel)) {
            host.awaitStarts(1);
            for (int kill = 0; kill < KILLS; kill++) {
                Ending ending = kill % 4 == 0 ? Ending.KILL : Ending.values()[random.nextInt(Ending.values().length)];
                loads.awaitAnswers(1 + random.nextInt(20), told());
                LockSupport.parkNanos(random.nextInt(20_000_000));
                end(host, loads, ending, pauses);
            }
            loads.awaitAnswers(50, told());
            Collections.sort(pauses);
            Files.writeString(Path.of("target", "takeover.txt"), KILLS + " times under load of four device types, seed " + seed
                    + ": unplanned pause " + pauses.get(pauses.size() / 2) + " ms (median), " + pauses.get(pauses.size() - 1)
                    + " ms (longest); " + loads.answered() + " answers; I2C transfers done again: " + loads.transfers.repeated() + "\n");
        }
    }

    /** Has the process end once more, in that way, and waits until its successor serves. */
    private void end(SupervisedHost host, FourLoads loads, Ending ending, List<Long> pauses) throws Exception {
        int starts = host.starts();
        int demises = host.demises();
        String told = " after " + ending + told();
        if (ending.isPlanned()) {
            host.plan(ending.line(random));
        }
        long before = loads.firstAnswered();
        long began = System.nanoTime();
        host.kill();
        if (ending == Ending.KILL_TWICE) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(5000)));
            host.kill();
        } else if (ending == Ending.KILL) {
            // what was on its way when it was killed may be answered already, of 16 at most
            loads.awaitFirst(before, 20, told);
            pauses.add((System.nanoTime() - began) / 1_000_000);
        }
        if (ending.needsUpgrade()) {
            host.awaitStarts(starts + 1);
            host.process.ctl("bundle:restart", "backplane.devices.gpio");
        }
        if (ending.isPlanned()) {
            SupervisedHost.await(() -> host.demises() > demises, () -> "it does not die where it is to," + told);
        }
        host.awaitStarts(starts + (ending.isPlanned() && !ending.isDuringTakeOver() && ending.needsUpgrade() ? 2 : 1));
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

    /** The chip tells what was done: a transfer that had no answer when the host died is done again, one that had is not, none is lost. */
    @Test
    void anI2cTransferIsDoneAtLeastOnce() throws Exception {
        Conversations.Counting transfers = new Conversations.Counting();
        Map<String, String> settings = Conversations.SETTINGS.get("i2c");
        try (SupervisedHost host = SupervisedHost.start(folder, Map.of("i2c0", settings));
                AskingLoad load = new AskingLoad(host.socket("i2c0"), kernel, 2 * PERIOD, transfers)) {
            host.awaitStarts(1);
            awaitAnswers(load, 100);
            assertThat(transfers.repeated()).as("while the host lives").isZero();
            int deaths = 0;
            // a message that reads shows nothing when it is done again: the death has to meet one that writes, every other one
            while (transfers.repeated() == 0 && deaths < 12) {
                host.plan("REQUEST_DONE i2c0 " + (20 + deaths));
                host.kill();
                int planned = ++deaths;
                SupervisedHost.await(() -> host.demises() == planned, () -> "it does not die between the deed and the answer" + told());
                awaitAnswers(load, load.answered() + 100);
            }
            // each of two deaths a time may have had as many transfers on their way as the driver has out
            assertThat(transfers.repeated()).isBetween(1L, 2L * deaths * AskingLoad.MOST_OUT);
        }
    }

    /** By command and by signal; how long the driver waits is told beside the pauses of a kill. */
    @Test
    void aPlannedRestartIsAPauseToo() throws Exception {
        List<Long> pauses = new ArrayList<>();
        try (SupervisedHost host = SupervisedHost.start(folder, DEVICES);
                GpioLoad load = GpioLoad.oneByOne(host.socket("gpio0"), kernel, PERIOD)) {
            host.awaitStarts(1);
            for (int restart = 0; restart < Math.max(4, KILLS / 5); restart++) {
                awaitAnswers(load, load.answered() + 200);
                if (restart == 0) {
                    host.process.ctl("restart");
                } else {
                    long before = load.lastAnswer();
                    int starts = host.starts();
                    host.restart();
                    host.awaitStarts(starts + 1);
                    awaitAnswers(load, load.answered() + 1);
                    assertThat(load.lastAnswer()).isNotEqualTo(before);
                    pauses.add(load.takeLongestPause() / 1_000_000);
                }
                host.awaitStarts(restart + 2);
                load.takeLongestPause();
            }
            awaitAnswers(load, load.answered() + 200);
            assertThat(host.process.must("show", "gpio0")).contains("CONNECTED");
        }
        assertThat(folder.resolve("notify.sock")).doesNotExist();
        Collections.sort(pauses);
        Files.writeString(Path.of("target", "restart.txt"), pauses.size() + " planned restarts under load: pause "
                + pauses.get(pauses.size() / 2) + " ms (median), " + pauses.get(pauses.size() - 1) + " ms (longest)\n");
    }

    private void awaitAnswers(Load load, long count) {
        SupervisedHost.await(() -> {
            load.requireWell();
            return load.answered() >= count;
        }, () -> load.answered() + " answers, not " + count + told());
    }

    private String told() {
        return "; play it again with -D" + Seeds.PROPERTY + "=" + seed;
    }
}
