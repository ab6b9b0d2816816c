// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.KernelPorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two versions run side by side, as Karaf's {@code bundle:restart NAME} has them (for the time being only: it starts and stops
 * transiently), and one is on trial: whatever ends that, after a restart of the host there is a version that has the devices.
 */
@Tag("container")
@Tag("takeover")
class StandingVersionTest {
    private static final String BUNDLE = "backplane.devices.gpio";
    private static final Map<String, String> GPIO = Map.of("type", "gpio", "lines", "4");
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(5);

    private final KernelPorts kernel = RealKernel.ports();
    @TempDir
    private Path folder;

    /** What is undone because the host ends is nothing against the version on trial. */
    @Test
    void theHostEndsDuringTheTrial() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, Map.of("gpio0", GPIO));
                GpioLoad load = onTrial(host)) {
            host.restart();
            host.awaitStarts(2);
            awaitAnswers(load);
            host.process.awaitThat(() -> host.process.must("types").contains(BUNDLE + " 9.0.0"), () -> host.process.must("types"));
            assertThat(host.process.must("upgrades")).doesNotContain("undone");
        }
    }

    @Test
    void theVersionOnTrialIsUninstalled() throws Exception {
        try (SupervisedHost host = SupervisedHost.start(folder, Map.of("gpio0", GPIO));
                GpioLoad load = onTrial(host)) {
            host.process.must("bundle:uninstall", BUNDLE + "/9.0.0");
            host.process.awaitThat(() -> host.process.must("upgrades").contains("undone"), () -> host.process.must("upgrades"));
            host.restart();
            host.awaitStarts(2);
            awaitAnswers(load);
            assertThat(host.process.must("types")).contains(BUNDLE + " 0.1.0");
        }
    }

    /** 9.0.0 has the device, goes, and has appeared beside 0.1.0 again. */
    private GpioLoad onTrial(SupervisedHost host) throws Exception {
        host.awaitStarts(1);
        GpioLoad load = GpioLoad.oneByOne(host.socket("gpio0"), kernel, PERIOD);
        Path next = OtherVersion.of(OtherVersion.built(LoadedHost.ROOT.resolve("devices.gpio")), "9.0.0", folder);
        host.process.must("upgrade", "--watch", "0", "gpio", next.toString());
        host.process.must("bundle:restart", BUNDLE);
        Pattern trial = Pattern.compile("9\\.0\\.0 has appeared beside .*, and takes over");
        host.process.awaitThat(() -> trial.matcher(host.log()).find(), () -> "9.0.0 does not appear");
        awaitAnswers(load);
        return load;
    }

    private static void awaitAnswers(GpioLoad load) {
        long before = load.answered();
        SupervisedHost.await(() -> {
            load.requireWell();
            return load.answered() >= before + 20;
        }, () -> "the device is not served");
    }
}
