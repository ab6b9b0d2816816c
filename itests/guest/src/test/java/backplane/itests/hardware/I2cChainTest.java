// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The I2C device on an adapter of the kernel that does combined transfers (I2C_FUNC_I2C): the lab's machine has one, whose chips a host
 * outside simulates, and a host inside serves it to the next guest. So each transfer goes through {@code /dev/i2c-N} with I2C_RDWR.
 */
@Tag("guest")
@Tag("hardware")
class I2cChainTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final String EEPROM = "a0000000";
    private static final String SENSOR = "90000000";
    private static final String ALONE = "00000000";
    private static final String FAIL_NEXT = "01000000";
    private static final String READ = "02000000";
    private static final long ZERO_LENGTH_REQUEST = 1;

    @Test
    void combinedTransfersReachTheChips(@TempDir Path folder) throws IOException {
        HardwareLab.require();
        try (HostProcess outside = HostProcess.start(ROOT, folder, Map.of("i2c0", Map.of("type", "i2c", "chips",
                        "24c256@0x50, lm75@0x48")));
                HardwareLab lab = HardwareLab.boot(List.of("--device", "i2c=" + outside.socket("i2c0")))) {
            String bus = lab.must("i2cdetect -l | grep -i virtio | sed 's/^i2c-\\([0-9]*\\).*/\\1/'").strip();
            assertThat(lab.must("i2cdetect -F " + bus)).containsPattern("I2C +yes");
            lab.startHost(Map.of("i2c0", Map.of("type", "i2c", "adapter", "i2c-" + bus, "allow", "0x48:ro+1,0x50")));
            LabFrontend frontend = LabFrontend.connect(lab, "i2c0", 1, ZERO_LENGTH_REQUEST);

            assertThat(frontend.ask(0, EEPROM + ALONE + "0010" + "01020304", 1)).as("four bytes at 0x10").isEqualTo("00");
            lab.must("i=0; until i2ctransfer -y " + bus + " w2@0x50 0 0x10 r1@0x50; do i=$((i+1)); [ $i -lt 100 ] || exit 1; done");
            frontend.add(0, EEPROM + FAIL_NEXT + "0010", 1);
            frontend.post(0, EEPROM + READ, 5);
            assertThat(frontend.await(0)).as("the place").isEqualTo("00");
            assertThat(frontend.await(0)).as("what is there").isEqualTo("0102030400");

            outside.must("i2c", "poke", "i2c0", "0x48", "25.5");
            frontend.add(0, SENSOR + FAIL_NEXT + "00", 1);
            frontend.post(0, SENSOR + READ, 3);
            assertThat(frontend.await(0)).isEqualTo("00");
            assertThat(frontend.await(0)).as("25.5 degrees").isEqualTo("198000");

            assertThat(frontend.ask(0, SENSOR + ALONE + "0160", 1)).as("two bytes to a sensor that is read only").isEqualTo("01");
            assertThat(frontend.ask(0, "a2000000" + ALONE + "00", 1)).as("an address that is not allowed").isEqualTo("01");
            frontend.end();
        }
    }
}
