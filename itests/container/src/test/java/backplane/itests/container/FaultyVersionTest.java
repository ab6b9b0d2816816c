// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions that fail after they have passed the rehearsal, under load: each is put back by itself, and each request is answered. The
 * three devices are rehearsed first, so the fourth of whatever is counted belongs to the first device that is really moved.
 */
@Tag("upgrade")
class FaultyVersionTest {
    private static final String COUNT = "if (COUNT.incrementAndGet() > 3) throw new IllegalStateException(\"as the test wants\");";
    private static final String COUNTER = "    private static final java.util.concurrent.atomic.AtomicInteger COUNT ="
            + " new java.util.concurrent.atomic.AtomicInteger();";
    private static final String FIELD_OF_DEVICE = "private static final int EVENTQ = 1;";
    private static final String FIELD_OF_REQUESTS = "private static final int REFUSED = -1;";
    private static final String SERVE = "void serve(DescriptorChain chain) {";

    @TempDir
    Path folder;

    @Test
    void eachIsPutBackAndEachRequestAnswered() throws Exception {
        Path constructor = FaultyVersion.of("3.0.1", "GpioDevice",
                Map.of(FIELD_OF_DEVICE, COUNTER, "this.name = name;", COUNT)).build(folder);
        Path restore = FaultyVersion.of("3.0.2", "GpioDevice",
                Map.of(FIELD_OF_DEVICE, COUNTER, "public void restore(DeviceState state) throws StateRejected {", COUNT)).build(folder);
        Path first = FaultyVersion.of("3.0.3", "GpioRequests",
                Map.of(SERVE, "if (true) throw new IllegalStateException(\"as the test wants\");")).build(folder);
        Path late = FaultyVersion.of("3.0.4", "GpioRequests",
                Map.of(FIELD_OF_REQUESTS, "    private static final long BORN = System.nanoTime();", SERVE,
                "if (System.nanoTime() - BORN > 2_000_000_000L) throw new IllegalStateException(\"two seconds old\");")).build(folder);
        try (LoadedHost loaded = new LoadedHost(folder)) {
            refused(loaded, constructor, "as the test wants");
            assertThat(told(loaded.host)).as("of its own devices none was ever seated").doesNotContain("device_faults");
            refused(loaded, restore, "restore threw");
            refused(loaded, first, "it threw");
            long before = System.nanoTime();
            refused(loaded, late, "it threw");
            assertThat(System.nanoTime() - before).as("it had two good seconds").isGreaterThan(1_900_000_000L);
            assertThat(loaded.host.must("upgrades")).contains("3.0.1", "3.0.2", "3.0.3", "3.0.4").doesNotContain("done  ");
            for (String device : LoadedHost.DEVICES) {
                assertThat(loaded.host.must("show", device)).containsPattern("sessions +1\\b").containsPattern("chains_failed +0\\b");
            }
            assertThat(loaded.host.must("bundle:list", "-s", "-t", "0")).as("nothing of them is left").doesNotContain("3.0.");
        }
    }

    private static String told(HostProcess host) {
        return String.join("", LoadedHost.DEVICES.stream().map(device -> host.must("show", device))
                .flatMap(String::lines).filter(line -> line.matches(".*device_faults +[1-9].*")).toList());
    }

    private static void refused(LoadedHost loaded, Path version, String why) {
        HostProcess.Result result = loaded.host.ctl("upgrade", "--watch", "6", "gpio", version.toString());
        assertThat(result.status()).as(result.text()).isNotZero();
        assertThat(result.text()).contains(why);
        assertThat(loaded.host.must("types")).contains("backplane.devices.gpio 0.1.0");
        loaded.requireAlive();
    }
}
