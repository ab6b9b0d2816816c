// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host asks a guest to end itself, and Linux does (drivers/firmware/arm_scmi/scmi_power_control.c). */
@Tag("guest")
class ScmiShutdownTest {
    @Test
    void aGuestThatIsAskedToShutDownDoes(@TempDir Path folder) throws IOException {
        GuestLab.require();
        Map<String, String> settings = Map.of("type", "scmi", "sensors", "cpu=45.5 C");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("scmi0", settings))) {
            assertThat(host.ctl("scmi", "request", "scmi0", "shutdown").status()).as("nobody listens yet").isEqualTo(1);
            try (GuestProcess guest = GuestLab.UML.boot("scmi", host.socket("scmi0"))) {
                // its own poweroff would ask an init that is a script here
                guest.must("echo '/bin/busybox poweroff -f' >/proc/sys/kernel/poweroff_cmd");
                host.must("scmi", "request", "scmi0", "shutdown");
                guest.awaitEnd();
            }
            assertThat(host.must("list")).contains("scmi0");
        }
    }
}
