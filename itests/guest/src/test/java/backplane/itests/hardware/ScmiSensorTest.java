// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SCMI sensors that are a hwmon device and an IIO device of the kernel: lm75 on i2c-stub, and iio_dummy (Documentation/iio). */
@Tag("guest")
@Tag("hardware")
class ScmiSensorTest {
    private static final String READING_GET = "06540000";
    private static final String OK = "00000000";
    private static final String UNTIMED = "0000000000000000";
    private static final int ROOM = 64;

    @Test
    void hwmonAndIioAreReadThroughTheDevice() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("i2c-stub", "chip_addr=0x48");
            lab.requireModule("lm75");
            lab.requireModule("iio_dummy");
            String bus = lab.must("i2cdetect -l | grep stub | sed 's/^i2c-\\([0-9]*\\).*/\\1/'").strip();
            lab.must("echo lm75 0x48 >/sys/bus/i2c/devices/i2c-" + bus + "/new_device");
            lab.must("mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config");
            lab.must("mkdir /sys/kernel/config/iio/devices/dummy/adc");
            String hwmon = lab.must("ls -d /sys/bus/i2c/devices/" + bus + "-0048/hwmon/hwmon*").strip() + "/temp1_input";
            String iio = lab.must("ls -d /sys/bus/iio/devices/iio:device*").strip() + "/in_voltage0_raw";
            long adc = Long.parseLong(lab.must("cat " + iio).strip());
            // register 0 of the stub is a word, its bytes swapped: 0x1980 is 25.5 degrees
            lab.must("i2cset -f -y " + bus + " 0x48 0 0x8019 w");
            lab.startHost(Map.of("scmi0", Map.of("type", "scmi", "sensors", "board=" + hwmon + " C, adc=" + iio)));

            LabFrontend frontend = LabFrontend.connect(lab, "scmi0", 2, 1);
            assertThat(frontend.ask(0, READING_GET + "00000000" + OK, ROOM)).as("25500").isEqualTo(READING_GET + OK + "9c63000000000000"
                    + UNTIMED);
            lab.must("i2cset -f -y " + bus + " 0x48 0 0x80f6 w");
            // the driver of the chip keeps a value for a while
            lab.must("i=0; until [ $(cat " + hwmon + ") = -9500 ]; do i=$((i+1)); [ $i -lt 100 ] || exit 1; sleep 0.1; done");
            assertThat(frontend.ask(0, READING_GET + "00000000" + OK, ROOM)).as("-9500").isEqualTo(READING_GET + OK + "e4daffffffffffff"
                    + UNTIMED);
            assertThat(frontend.ask(0, READING_GET + "01000000" + OK, ROOM)).as("what the kernel says, %s", adc)
                    .isEqualTo(READING_GET + OK + String.format("%016x", Long.reverseBytes(adc)) + UNTIMED);
            lab.must("echo 0x48 >/sys/bus/i2c/devices/i2c-" + bus + "/delete_device");
            assertThat(frontend.ask(0, READING_GET + "00000000" + OK, ROOM)).as("gone: HARDWARE_ERROR")
                    .isEqualTo(READING_GET + "f7ffffff");
            frontend.end();
        }
    }

    /** A register of i2c-stub is a regulator's selector, and the event generator of iio_dummy (drivers/iio/dummy) has the sensor told. */
    @Test
    void aRegisterIsSetAndAnIioEventIsTold() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("i2c-stub", "chip_addr=0x60");
            lab.requireModule("iio_dummy");
            String bus = lab.must("i2cdetect -l | grep stub | sed 's/^i2c-\\([0-9]*\\).*/\\1/'").strip();
            lab.must("mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config");
            lab.must("mkdir /sys/kernel/config/iio/devices/dummy/adc");
            String iio = lab.must("ls -d /sys/bus/iio/devices/iio:device*").strip();
            lab.must("i2cset -f -y " + bus + " 0x60 0x11 32");
            lab.must("echo 1 >" + iio + "/events/in_voltage0_thresh_rising_en");
            lab.startHost(Map.of("scmi0", Map.of("type", "scmi", "sensors", "adc=" + iio + "/in_voltage0_raw",
                    "voltages", "core=600000..1300000/12500@i2c:/dev/i2c-" + bus + "/0x60/0x11")));

            LabFrontend frontend = LabFrontend.connect(lab, "scmi0", 2, 1);
            assertThat(frontend.ask(0, "085c000000000000", ROOM)).as("1 V before").isEqualTo("085c0000" + OK + "40420f00");
            assertThat(frontend.ask(0, "075c0000" + OK + OK + "60ae0a00", ROOM)).isEqualTo("075c0000" + OK);
            assertThat(lab.must("i2cget -f -y " + bus + " 0x60 0x11").strip()).as("700 mV").isEqualTo("0x08");

            assertThat(frontend.ask(0, "0a540000" + OK + "0178ffff", ROOM)).as("the slowest interval").isEqualTo("0a540000" + OK);
            assertThat(frontend.ask(0, "0b540000" + OK + "01000000", ROOM)).isEqualTo("0b540000" + OK);
            String first = frontend.ask(1, "-", ROOM);
            assertThat(first).as("on being switched on").startsWith("01570000" + OK + OK);
            lab.must("(sleep 3; echo 0 >/sys/bus/iio/devices/iio_evgen/poke_ev0) >/dev/null 2>&1 &");
            assertThat(frontend.ask(1, "-", ROOM)).as("on the event").isEqualTo(first);
            frontend.end();
        }
    }
}
