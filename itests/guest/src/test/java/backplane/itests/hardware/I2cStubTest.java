// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The I2C device on i2c-stub, an adapter of the kernel that knows SMBus only (Documentation/i2c/i2c-stub.rst). */
@Tag("guest")
@Tag("hardware")
class I2cStubTest {
    private static final String CHIP = "a0000000";
    private static final String OTHER_CHIP = "a2000000";
    private static final String ALONE = "00000000";
    private static final String FAIL_NEXT = "01000000";
    private static final String READ = "02000000";
    private static final long ZERO_LENGTH_REQUEST = 1;

    @Test
    void registersOfAChipAreWrittenAndReadBySmbus() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("i2c-stub", "chip_addr=0x50");
            lab.startHost(Map.of("i2c0", Map.of("type", "i2c", "adapter", "name:SMBus stub driver", "allow", "0x50,0x51")));
            LabFrontend frontend = LabFrontend.connect(lab, "i2c0", 1, ZERO_LENGTH_REQUEST);
            assertThat(frontend.ask(0, CHIP + ALONE, 1)).as("quick: a chip is there").isEqualTo("00");
            assertThat(frontend.ask(0, OTHER_CHIP + ALONE, 1)).as("no chip there").isEqualTo("01");
            assertThat(frontend.ask(0, CHIP + ALONE + "10ab", 1)).as("byte data").isEqualTo("00");
            assertThat(frontend.ask(0, CHIP + ALONE + "203412", 1)).as("word data").isEqualTo("00");
            assertThat(read(frontend, "10", 1)).as("byte data").isEqualTo("ab00");
            assertThat(read(frontend, "20", 2)).as("word data").isEqualTo("341200");
            assertThat(lab.must("i2cget -y " + bus(lab) + " 0x50 0x10").strip()).as("the lab's own look").isEqualTo("0xab");
            frontend.end();
        }
    }

    /** A write of the register's number and a read, as one transfer. */
    private static String read(LabFrontend frontend, String register, int count) {
        frontend.add(0, CHIP + FAIL_NEXT + register, 1);
        frontend.post(0, CHIP + READ, count + 1);
        assertThat(frontend.await(0)).isEqualTo("00");
        return frontend.await(0);
    }

    private static String bus(HardwareLab lab) {
        return lab.must("i2cdetect -l | grep stub | sed 's/^i2c-\\([0-9]*\\).*/\\1/'").strip();
    }
}
