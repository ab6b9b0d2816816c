// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with I2C in a guest: one host and one guest for all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class I2cGuest {
    private static final String BUS = "/sys/bus/i2c/devices/";

    private final GuestLab lab;
    private Path folder;
    private HostProcess host;
    private GuestProcess guest;
    /** The guest's number of the adapter. */
    private String number;

    I2cGuest(GuestLab lab) {
        this.lab = lab;
    }

    @BeforeAll
    void boot(@TempDir Path temporary) throws IOException {
        GuestLab.require();
        folder = temporary;
        Files.writeString(temporary.resolve("pmic.map"), "0x00 = 0x71 ro\n0x10 = 0x42\n0x11 = 0x43\n");
        start("first");
    }

    private void start(String name) throws IOException {
        host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve(name)), Map.of("i2c0", Map.of("type", "i2c",
                "chips", "24c02@0x50, 24c256@0x52=" + folder.resolve("eeprom") + ", lm75@0x48, 24c02@0x60, map@0x20="
                + folder.resolve("pmic.map"), "allow", "0x03-0x5f")));
        guest = lab.boot("i2c", host.socket("i2c0"));
        guest.run("modprobe i2c-virtio; modprobe i2c-dev; modprobe at24; modprobe lm75");
        number = guest.must("cd " + BUS + "; for i in i2c-*; do grep -qi virtio $i/name && echo ${i#i2c-}; done");
        assertThat(number).matches("[0-9]+");
    }

    @AfterAll
    void end() {
        GuestLab.end(guest, host);
    }

    @Test
    void i2cdetectFindsTheChipsInBothModes() {
        for (String mode : new String[] {"-q", "-r"}) {
            assertThat(guest.must("i2cdetect -y " + mode + " " + number)).as("mode %s", mode)
                    .containsPattern("(?m)^20: 20 ").containsPattern("(?m)^40:.* 48 ").containsPattern("(?m)^50: 50 -- 52 ")
                    .as("0x60 is not allowed").containsPattern("(?m)^60: -- ");
        }
    }

    @Test
    void i2ctransferMakesCombinedTransfers() {
        guest.must("i2ctransfer -y " + number + " w5@0x50 0x20 1 2 3 4; sleep 0.05");
        assertThat(guest.must("i2ctransfer -y " + number + " w1@0x50 0x20 r4@0x50")).isEqualTo("0x01 0x02 0x03 0x04");
        // the tool ends with 0 all the same
        assertThat(guest.run("i2ctransfer -y " + number + " w1@0x60 0 r1@0x60").text()).as("not allowed").contains("only 0/2");
        assertThat(guest.run("i2ctransfer -y " + number + " w1@0x50 0x20 w1@0x60 0 r1@0x50").text()).as("a group with it")
                .contains("only 0/3");
        assertThat(host.must("i2c", "trace", "i2c0")).contains("DENIED");
    }

    @Test
    void i2cgetSetAndDump() {
        assertThat(guest.must("i2cget -y " + number + " 0x20 0x00")).isEqualTo("0x71");
        guest.must("i2cset -y " + number + " 0x20 0x10 0x55");
        assertThat(guest.must("i2cget -y " + number + " 0x20 0x10 w")).isEqualTo("0x4355");
        assertThat(guest.run("i2cset -y " + number + " 0x20 0x80 0x55").status()).as("a register that is not there").isNotZero();
        host.must("i2c", "poke", "i2c0", "0x50", "0x70", "0x61", "0x62");
        assertThat(guest.must("i2cdump -y " + number + " 0x50 b")).containsPattern("(?m)^70: 61 62 ");
    }

    @Test
    void lm75ShowsTheSetTemperatureThroughHwmon() {
        guest.must("echo lm75 0x48 >" + BUS + "i2c-" + number + "/new_device");
        String input = BUS + number + "-0048/hwmon/hwmon*/temp1_input";
        host.must("i2c", "poke", "i2c0", "0x48", "41.5");
        host.awaitThat(() -> guest.must("cat " + input).equals("41500"), () -> guest.must("cat " + input));
        host.must("i2c", "poke", "i2c0", "0x48", "--", "-12.5");
        host.awaitThat(() -> guest.must("cat " + input).equals("-12500"), () -> guest.must("cat " + input));
        guest.must("echo 0x48 >" + BUS + "i2c-" + number + "/delete_device");
    }

    @Test
    void errorsAreToldApart() {
        host.must("i2c", "fault", "--times", "1", "i2c0", "stuck");
        assertThat(guest.run("i2cget -y " + number + " 0x20 0x00").status()).isNotZero();
        assertThat(host.must("i2c", "trace", "i2c0")).contains("BUSY");
        assertThat(guest.must("i2cget -y " + number + " 0x20 0x00")).isEqualTo("0x71");
        assertThat(host.must("i2c", "scan", "i2c0")).contains("0x48", "0x60");
    }

    @Test
    void at24ReadsBackWhatWasWrittenAcrossAHostRestart() throws IOException {
        String at24 = BUS + number + "-0052/eeprom";
        guest.must("echo 24c256 0x52 >" + BUS + "i2c-" + number + "/new_device");
        // at24 writes byte by byte here: a device made by hand has no page size
        guest.must("seq 1 60 >/tmp/written; dd if=/tmp/written of=" + at24 + " bs=4096 seek=1 2>/dev/null");
        String sum = "dd if=" + at24 + " bs=4096 skip=1 count=3 2>/dev/null | head -c $(wc -c </tmp/written) | md5sum";
        String wanted = guest.must("md5sum </tmp/written");
        assertThat(guest.must(sum)).isEqualTo(wanted);
        end();
        start("second");
        guest.must("echo 24c256 0x52 >" + BUS + "i2c-" + number + "/new_device; seq 1 60 >/tmp/written");
        assertThat(guest.must(sum)).isEqualTo(wanted);
    }
}
