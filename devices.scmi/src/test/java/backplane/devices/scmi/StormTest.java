// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.device.DeviceCounters;
import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.testkit.OneTaskHost;
import backplane.testkit.ReusedChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 10,000 updates a second at the source, by a script in steps of 0.1 ms, while the guest asks without a rest. How long it waits is told,
 * not judged. The guest's side makes no garbage, so that no collection is its own.
 */
@Tag("scmi")
@Timeout(60)
class StormTest {
    private static final int STEPS = 100;
    private static final int WARM = 20_000;
    private static final int UPDATES = 40_000;
    private static final int MOST = 2_000_000;
    private static final int[] LISTEN = {0x540b, 0, 1};
    private static final int[] READ = {0x5406, 0, 0};

    private final OneTaskHost host = new OneTaskHost();

    @Test
    void updatesAreReplacedByLaterOnesAndCommandsAnswered(@TempDir Path folder) throws IOException, SettingRejected {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < STEPS; i++) {
            steps.append(String.format(Locale.ROOT, "%.4f poke cpu %d%n", i / 10_000.0, i));
        }
        Map<String, String> settings = new TreeMap<>(DriverSide.PLATFORM);
        settings.put("script", Files.writeString(folder.resolve("storm"), steps + "0.01 repeat").toString());
        ScmiDevice device = (ScmiDevice) DriverSide.component().create(new DeviceSettings("storm", settings));
        device.start(DriverSide.EVENTS, host);
        ReusedChain event = new ReusedChain(new int[0], 64);
        event.reuse();
        device.offered(1, event);
        ask(device, new ReusedChain(LISTEN, 64));
        ReusedChain read = new ReusedChain(READ, 64);
        int[] waits = new int[MOST];
        int count = 0;
        DeviceCounters<ScmiCounter> counters = device.counters();
        for (long told = 0; told < WARM + UPDATES && count < MOST;) {
            long began = System.nanoTime();
            ask(device, read);
            waits[count] = (int) ((System.nanoTime() - began) / 1000);
            told = counters.get(ScmiCounter.NOTIFICATIONS) + counters.get(ScmiCounter.COALESCED);
            count += told < WARM ? 0 : 1;
            if (!event.isOut()) {
                event.reuse();
                device.offered(1, event);
            }
        }
        Arrays.sort(waits, 0, count);
        Logger.getLogger(StormTest.class.getName()).info(counters.get(ScmiCounter.NOTIFICATIONS) + " updates told, "
                + counters.get(ScmiCounter.COALESCED) + " replaced by later ones; " + count
                + " commands meanwhile, answered after (us) median "
                + waits[count / 2] + ", 99.9 % " + waits[(int) (count * 0.999)] + ", longest " + waits[count - 1]);
        assertThat(count).as("commands that were answered").isPositive().isLessThan(MOST);
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        host.stop();
        device.close();
    }

    private void ask(ScmiDevice device, ReusedChain chain) {
        chain.reuse();
        device.offered(0, chain);
        while (chain.isOut()) {
            host.run();
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("the time is up");
            }
        }
    }
}
