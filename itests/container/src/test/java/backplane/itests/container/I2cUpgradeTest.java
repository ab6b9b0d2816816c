// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The I2C device is replaced under a steady load on a chip that counts: no transfer is lost, and none is done twice. */
@Tag("upgrade")
class I2cUpgradeTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final int EACH_WAY = 10;
    private static final long PERIOD = 2_000_000;

    @TempDir
    Path folder;
    private final KernelPorts kernel = RealKernel.ports();

    @Test
    void transfersAreDoneOnceWhicheverWayTheNextVersionComes() throws Exception {
        Path built = OtherVersion.built(ROOT.resolve("devices.i2c"));
        Path one = OtherVersion.of(built, "1.0.1", folder);
        Path two = OtherVersion.of(built, "1.0.2", folder);
        Map<String, String> settings = Map.of("type", "i2c", "chips", "counter@0x30");
        List<I2cLoad> loads = new ArrayList<>();
        HostProcess host = HostProcess.start(ROOT, folder, Map.of("i2c0", settings, "i2c1", settings));
        try {
            for (String device : List.of("i2c0", "i2c1")) {
                loads.add(new I2cLoad(host.socket(device), kernel, PERIOD));
            }
            requireAlive(host, loads);
            for (int i = 0; i < EACH_WAY; i++) {
                host.must("bundle:update", "backplane.devices.i2c", (i % 2 == 0 ? two : one).toUri().toString());
                requireAlive(host, loads);
            }
            for (int i = 0; i < EACH_WAY; i++) {
                if (i % 2 == 0) {
                    host.must("upgrade", "--watch", "0", "i2c", two.toString());
                } else {
                    host.must("rollback", "--watch", "0", "i2c");
                }
                requireAlive(host, loads);
            }
            for (String device : List.of("i2c0", "i2c1")) {
                assertThat(host.must("show", device)).containsPattern("sessions +1\\b").containsPattern("chains_failed +0\\b");
            }
        } finally {
            try {
                loads.forEach(I2cLoad::close);
            } finally {
                host.close();
            }
        }
    }

    private static void requireAlive(HostProcess host, List<I2cLoad> loads) {
        for (I2cLoad load : loads) {
            long before = load.answered();
            host.awaitThat(() -> load.answered() > before, () -> "no answer after " + before);
            load.requireWell();
        }
    }
}
