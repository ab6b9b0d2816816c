// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.testkit.FakeCharDevice;
import backplane.testkit.FakeKernel;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Voltages and clocks behind PWM channels and registers of chips, and events of IIO devices. */
@Tag("scmi")
@Timeout(60)
class RegistersTest {
    private static final int ROOM = 64;
    private static final String SET_LEVEL = "07 5c 00 00 00 00 00 00 00 00 00 00 ";
    private static final String OK = " 00 00 00 00";

    @TempDir
    private Path folder;

    private final FakeKernel kernel = new FakeKernel();

    private DriverSide driver(FeatureSet features, String... settings) {
        return new DriverSide(new ScmiComponent(new ScmiPlatforms(), new ScmiDevices(), kernel.charDevices(), kernel.pollers()), "scmi0",
                features, settings);
    }

    private Path channel(long period, long duty) throws IOException {
        Files.writeString(folder.resolve("period"), period + "\n");
        Files.writeString(folder.resolve("duty_cycle"), duty + "\n");
        Files.writeString(folder.resolve("enable"), "0\n");
        return folder;
    }

    /** 600 mV at duty 0, 1.4 V at the whole period; 800 mV is a quarter. */
    @Test
    void aVoltageIsTheDutyOfAPwmChannel() throws IOException {
        Path pwm = channel(40_000, 20_000);
        DriverSide driver = driver(FeatureSet.NONE, "voltages", "core=600000..1400000/12500@pwm:" + pwm);
        assertThat(driver.ask("08 5c 00 00 00 00 00 00", ROOM)).as("1 V before").isEqualTo("08 5c 00 00" + OK + " 40 42 0f 00");
        assertThat(driver.ask(SET_LEVEL + "00 35 0c 00", ROOM)).isEqualTo("07 5c 00 00" + OK);
        assertThat(pwm.resolve("duty_cycle")).hasContent("10000");
        assertThat(driver.ask("05 5c 00 00 00 00 00 00 07 00 00 00", ROOM)).isEqualTo("05 5c 00 00" + OK);
        assertThat(pwm.resolve("enable")).hasContent("1");
        assertThat(driver.ask("06 5c 00 00 00 00 00 00", ROOM)).isEqualTo("06 5c 00 00" + OK + " 07 00 00 00");
        driver.close();
        assertThat(pwm.resolve("enable")).as("nobody wants it on").hasContent("0");
        assertThat(pwm.resolve("duty_cycle")).as("where it was").hasContent("20000");
    }

    /** 30 kHz is 33333 ns, which is 30000.3 Hz: what was asked for is told. */
    @Test
    void aClockIsTheFrequencyOfAPwmChannel() throws IOException {
        Path pwm = channel(1_000_000, 500_000);
        try (DriverSide driver = driver(FeatureSet.NONE, "clocks", "fan=1000..100000/1@pwm:" + pwm, "resets", "")) {
            assertThat(driver.ask("05 50 00 00 00 00 00 00 00 00 00 00 30 75 00 00 00 00 00 00", ROOM)).isEqualTo("05 50 00 00" + OK);
            assertThat(pwm.resolve("period")).hasContent("33333");
            assertThat(pwm.resolve("duty_cycle")).hasContent("16666");
            assertThat(driver.ask("06 50 00 00 00 00 00 00", ROOM)).isEqualTo("06 50 00 00" + OK + " 30 75 00 00 00 00 00 00");
            assertThat(driver.ask("07 50 00 00 00 00 00 00 01 00 00 00 00 00 00 00", ROOM)).startsWith("07 50 00 00" + OK);
            assertThat(pwm.resolve("enable")).hasContent("1");
        }
    }

    /** A chip that keeps one byte. I2C_SLAVE is 0x703, I2C_SMBUS 0x720 (linux/i2c-dev.h). */
    private final class Chip implements FakeCharDevice.Driver {
        private volatile int register;
        private long address;

        @Override
        public int ioctl(FakeCharDevice.Call call) throws KernelFault {
            if (call.request() == 0x703) {
                address = call.number();
                return 0;
            }
            assertThat(call.request()).isEqualTo(0x720);
            if (address != 0x60) {
                throw new KernelFault(Errno.ENXIO, "nobody there");
            }
            ByteBuffer smbus = call.argument().duplicate().order(ByteOrder.nativeOrder());
            assertThat(smbus.get(1)).as("register").isEqualTo((byte) 0x11);
            assertThat(smbus.getInt(4)).as("I2C_SMBUS_BYTE_DATA").isEqualTo(2);
            ByteBuffer data = call.at(call.argument(), 8);
            if (smbus.get(0) == 1) {
                data.put(0, (byte) register);
            } else {
                register = data.get(0) & 0xff;
            }
            return 0;
        }
    }

    @Test
    void aVoltageIsTheSelectorInARegisterOfAChip() {
        Chip chip = new Chip();
        chip.register = 32;
        kernel.charDevices().put(Path.of("/dev/i2c-7"), () -> chip);
        DriverSide driver = driver(FeatureSet.NONE, "voltages", "core=600000..1300000/12500@i2c:/dev/i2c-7/0x60/0x11");
        assertThat(driver.ask("08 5c 00 00 00 00 00 00", ROOM)).as("1 V before").isEqualTo("08 5c 00 00" + OK + " 40 42 0f 00");
        assertThat(driver.ask(SET_LEVEL + "60 ae 0a 00", ROOM)).as("700 mV").isEqualTo("07 5c 00 00" + OK);
        assertThat(chip.register).isEqualTo(8);
        kernel.charDevices().remove(Path.of("/dev/i2c-7"));
        assertThat(driver.ask("08 5c 00 00 00 00 00 00", ROOM)).as("HARDWARE_ERROR").isEqualTo("08 5c 00 00 f7 ff ff ff");
        kernel.charDevices().put(Path.of("/dev/i2c-7"), () -> chip);
        driver.close();
        assertThat(chip.register).as("where it was").isEqualTo(32);
    }

    @Test
    void aListOfLevelsIsNumberedAndAPlaceThatIsNoneIsHardwares() {
        Chip chip = new Chip();
        kernel.charDevices().put(Path.of("/dev/i2c-7"), () -> chip);
        try (DriverSide driver = driver(FeatureSet.NONE, "voltages", "io=1800000|2500000|3300000@i2c:/dev/i2c-7/0x60/0x11")) {
            assertThat(driver.ask(SET_LEVEL + "a0 5a 32 00", ROOM)).as("3.3 V").isEqualTo("07 5c 00 00" + OK);
            assertThat(chip.register).isEqualTo(2);
            chip.register = 3;
            assertThat(driver.ask("08 5c 00 00 00 00 00 00", ROOM)).isEqualTo("08 5c 00 00 f7 ff ff ff");
            chip.register = 0;
        }
    }

    @ParameterizedTest
    @CsvSource({"i2c:/dev/i2c-7/0x60, register", "i2c:/dev/i2c-7/0x02/0x11, 0x03", "i2c:/dev/i2c-7/0x60/0x11, /dev/i2c-7",
        "i2c:/dev/mem/0x60/0x11, register", "pwm:/nowhere, /nowhere/period"})
    void aPlaceThatIsNoneIsNamed(String source, String said) {
        assertThatThrownBy(() -> new ScmiComponent(new ScmiPlatforms(), new ScmiDevices(), kernel.charDevices(), kernel.pollers())
                .create(new DeviceSettings("scmi0", Map.of("voltages", "core=600000..1300000/12500@" + source))))
                .isInstanceOf(SettingRejected.class).hasMessageContaining(said);
    }

    /** IIO_GET_EVENT_FD_IOCTL gives a stream of records of 16 bytes (linux/iio/events.h). */
    @Test
    void anEventOfAnIioDeviceIsToldAtOnce() throws IOException, ExecutionException {
        Path iio = Files.createDirectories(folder.resolve("iio:device3"));
        Path raw = Files.writeString(iio.resolve("in_voltage0_raw"), "100\n");
        AtomicInteger events = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        FakeCharDevice.Driver stream = new FakeCharDevice.Driver() {
            @Override
            public int ioctl(FakeCharDevice.Call call) throws KernelFault {
                throw new KernelFault(Errno.ENOTTY, "ioctl");
            }

            @Override
            public int read(ByteBuffer into) {
                int count = 0;
                while (into.remaining() >= 16 && events.getAndUpdate(there -> Math.max(0, there - 1)) > 0) {
                    into.putLong(1).putLong(2);
                    count += 16;
                }
                return count;
            }

            @Override
            public boolean isReadable() {
                return events.get() > 0;
            }

            @Override
            public void closed() {
                opened.decrementAndGet();
            }
        };
        kernel.charDevices().put(Path.of("/dev/iio:device3"), () -> call -> {
            assertThat(call.request()).isEqualTo(0x80046990);
            opened.incrementAndGet();
            call.argument().duplicate().order(ByteOrder.nativeOrder()).putInt(0, kernel.charDevices().give("events", stream));
            return 0;
        });
        // the slowest interval that there is, so that only an event can be what tells
        try (DriverSide driver = driver(DriverSide.EVENTS, "sensors", "adc=" + raw)) {
            assertThat(driver.ask("0a 54 00 00 00 00 00 00 01 78 ff ff", ROOM)).isEqualTo("0a 54 00 00" + OK);
            TestChain first = driver.buffer(64);
            assertThat(driver.ask("0b 54 00 00 00 00 00 00 01 00 00 00", ROOM)).isEqualTo("0b 54 00 00" + OK);
            driver.await(first);
            assertThat(first.answerHex()).startsWith("01 57 00 00 00 00 00 00 00 00 00 00 64 00 00 00");
            await(opened, 1);
            Files.writeString(raw, "200\n");
            TestChain second = driver.buffer(64);
            events.set(2);
            kernel.charDevices().edge(stream);
            driver.await(second);
            assertThat(second.answerHex()).startsWith("01 57 00 00 00 00 00 00 00 00 00 00 c8 00 00 00");
        }
        await(opened, 0);
    }

    private static void await(AtomicInteger count, int wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (count.get() != wanted) {
            assertThat(System.nanoTime() - end).as("open streams: %d", count.get()).isNegative();
            Thread.onSpinWait();
        }
    }
}
