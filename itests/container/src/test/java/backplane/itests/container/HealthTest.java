// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code vhost:health} says while things go wrong under load. */
@Tag("container")
class HealthTest {
    private static final String BUNDLE = "backplane.devices.gpio";
    @TempDir
    Path folder;

    @Test
    void aDeviceThatIsStuckIsNamedWithItsPlaceAndOneThatIsAwayIsTold() throws Exception {
        Path stuck = FaultyVersion.of("3.1.0", "GpioRequests", Map.of("private static final int REFUSED = -1;",
                "static final java.util.concurrent.atomic.AtomicBoolean ONCE = new java.util.concurrent.atomic.AtomicBoolean();",
                "void serve(DescriptorChain chain) {",
                "if (!ONCE.getAndSet(true)) for (long end = System.nanoTime() + 4_000_000_000L; System.nanoTime() < end; )"
                        + " java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);")).build(folder);
        try (LoadedHost loaded = new LoadedHost(folder)) {
            HostProcess host = loaded.host;
            assertThat(host.must("health", "--all")).contains("slots", "workers", "upgrades", "gpio0 is CONNECTED", "no worker is stuck");
            assertThat(host.must("stats", "--count", "2", "--interval", "200", "gpio1").lines().filter(line -> line.startsWith("gpio1")))
                    .hasSize(2).allMatch(line -> Double.parseDouble(line.split(" {2,}")[2]) > 1);
            CompletableFuture<HostProcess.Result> upgrade = CompletableFuture.supplyAsync(
                () -> host.ctl("upgrade", "--watch", "0", "gpio", stuck.toString()));
            host.awaitThat(() -> host.ctl("health").text().contains("GpioRequests.serve"), () -> host.ctl("health").text());
            assertThat(upgrade.get().status()).as(upgrade.get().text()).isZero();
            loaded.requireAlive();
            host.awaitThat(() -> host.ctl("health").status() == 0, () -> host.ctl("health").text());
            host.must("bundle:stop", BUNDLE + "/3.1.0");
            HostProcess.Result away = host.ctl("health");
            assertThat(away.text()).contains("gpio0 is PARKED");
            assertThat(away.status()).as("for the moment").isZero();
            host.must("bundle:start", BUNDLE + "/3.1.0");
            loaded.requireAlive();
            assertThat(host.must("health")).doesNotContain("PARKED");
        }
    }
}
