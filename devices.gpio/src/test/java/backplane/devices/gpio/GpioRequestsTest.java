// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.Errno;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requestq: bytes in, bytes out, effect on the chip. Four lines: led, (unnamed), key, (unnamed). */
@Tag("gpio")
class GpioRequestsTest {
    /** Block of names of led, "", key, "". */
    private static final String NAMES = "6c 65 64 00 00 6b 65 79 00 00";

    private final FakeChip chip = new FakeChip("led", "", "key", "");
    private final DriverSide driver = new DriverSide(chip);

    @BeforeEach
    void start() {
        driver.start();
        chip.calls.clear();
    }

    @Test
    void configurationSpace() {
        assertThat(config(driver.device)).containsExactly(4, 0, 0, 0, 10, 0, 0, 0);
        assertThat(config(new DriverSide(new FakeChip("", "")).device)).containsExactly(2, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void contract() {
        assertThat(driver.device.features()).isEqualTo(new FeatureSet(1));
        assertThat(driver.device.queues()).extracting("name").containsExactly("requestq", "eventq");
    }

    @Test
    void names() {
        assertThat(driver.ask("01 00 00 00 00 00 00 00", 11)).isEqualTo("00 " + NAMES);
        assertThat(driver.ask("01 00 00 00 00 00 00 00", 11)).as("again").isEqualTo("00 " + NAMES);
        assertThat(driver.ask("01 00 00 00 00 00 00 00", 60)).as("more room").isEqualTo("00 " + NAMES);
        assertThat(driver.ask("01 00 00 00 00 00 00 00", 5)).as("less room").isEqualTo("00 6c 65 64 00");
    }

    @Test
    void namesInErrorHaveTheFullLength() {
        assertThat(driver.ask("01 00 00 00 00 00 00", 11)).isEqualTo("01 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    void namesWhereNoLineHasOne() {
        DriverSide nameless = new DriverSide(new FakeChip("", "")).start();
        assertThat(nameless.ask("01 00 00 00 00 00 00 00")).isEqualTo("01 00");
        assertThat(nameless.ask("01 00 00 00 00 00 00 00", 1)).isEqualTo("01");
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        // in and out; the direction codes are out 1, in 2
        "03 00 00 00 01 00 00 00, 00 00, direction 0 OUT 0",
        "03 00 00 00 02 00 00 00, 00 00, direction 0 IN",
        "03 00 00 00 00 00 00 00, 00 00, direction 0 NONE",
        "02 00 00 00 00 00 00 00, 00 00, ",
        "04 00 03 00 00 00 00 00, 00 00, ",
        "05 00 03 00 01 00 00 00, 00 00, ",
        "05 00 03 00 00 00 00 00, 00 00, ",
        // unknown type
        "00 00 00 00 00 00 00 00, 01 00, ",
        "07 00 00 00 00 00 00 00, 01 00, ",
        "ff ff 00 00 00 00 00 00, 01 00, ",
        "03 01 00 00 01 00 00 00, 01 00, ",
        // line out of range, each type
        "02 00 04 00 00 00 00 00, 01 00, ",
        "03 00 04 00 01 00 00 00, 01 00, ",
        "04 00 04 00 00 00 00 00, 01 00, ",
        "05 00 04 00 01 00 00 00, 01 00, ",
        "06 00 04 00 01 00 00 00, 01 00, ",
        "02 00 ff ff 00 00 00 00, 01 00, ",
        "02 00 00 01 00 00 00 00, 01 00, ",
        // value out of range
        "03 00 00 00 03 00 00 00, 01 00, ",
        "03 00 00 00 01 00 00 01, 01 00, ",
        "03 00 00 00 ff ff ff ff, 01 00, ",
        "05 00 00 00 02 00 00 00, 01 00, ",
        "05 00 00 00 01 00 01 00, 01 00, ",
        "05 00 00 00 ff ff ff ff, 01 00, ",
        // an interrupt on an inactive line
        "06 00 00 00 01 00 00 00, 01 00, ",
        "06 00 00 00 00 00 00 00, 01 00, ",
    })
    void freshLine(String request, String answer, String effect) {
        assertThat(driver.ask(request)).isEqualTo(answer);
        if (effect == null) {
            assertThat(chip.calls).isEmpty();
        } else {
            assertThat(chip.calls).containsExactly(effect);
        }
    }

    @ParameterizedTest
    @CsvSource({"00,00", "01,00", "02,00", "03,00", "04,00", "08,00", "05,01", "06,01", "07,01", "09,01", "10,01"})
    void interruptTypeOfAnInput(String type, String status) {
        driver.ask("03 00 02 00 02 00 00 00");
        assertThat(driver.ask("06 00 02 00 " + type + " 00 00 00")).isEqualTo(status + " 00");
        assertThat(driver.ask("06 00 02 00 " + type + " 00 00 01")).as("bits above").isEqualTo("01 00");
    }

    @Test
    void interruptOfAnOutputIsRefused() {
        driver.ask("03 00 02 00 01 00 00 00");
        assertThat(driver.ask("06 00 02 00 01 00 00 00")).isEqualTo("01 00");
        assertThat(driver.ask("06 00 02 00 00 00 00 00")).isEqualTo("01 00");
    }

    @Test
    void interruptTypeChangesOnlyThroughNone() {
        driver.enableLine2("01");
        assertThat(driver.ask("06 00 02 00 01 00 00 00")).as("same again").isEqualTo("00 00");
        assertThat(driver.ask("06 00 02 00 02 00 00 00")).as("another").isEqualTo("01 00");
        assertThat(driver.ask("06 00 02 00 00 00 00 00")).as("none").isEqualTo("00 00");
        assertThat(driver.ask("06 00 02 00 02 00 00 00")).as("another, through none").isEqualTo("00 00");
    }

    @Test
    void interruptTypeNeedsTheFeature() {
        DriverSide without = new DriverSide(chip).start(FeatureSet.NONE);
        without.ask("03 00 02 00 02 00 00 00");
        assertThat(without.ask("06 00 02 00 01 00 00 00")).isEqualTo("01 00");
        assertThat(without.ask("06 00 02 00 00 00 00 00")).isEqualTo("01 00");
    }

    @Test
    void anInputWithAnInterruptDoesNotBecomeAnOutput() {
        driver.enableLine2("01");
        assertThat(driver.ask("03 00 02 00 01 00 00 00")).isEqualTo("01 00");
        assertThat(driver.ask("02 00 02 00 00 00 00 00")).isEqualTo("00 02");
        assertThat(driver.ask("03 00 02 00 02 00 00 00")).as("input again").isEqualTo("00 00");
        assertThat(chip.isWatched(2)).isTrue();
    }

    @Test
    void directionIsReadBack() {
        driver.ask("03 00 00 00 01 00 00 00");
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).isEqualTo("00 01");
        driver.ask("03 00 00 00 02 00 00 00");
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).isEqualTo("00 02");
        driver.ask("03 00 00 00 00 00 00 00");
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).isEqualTo("00 00");
    }

    @Test
    void aValueBeforeTheDirectionIsAppliedWithIt() {
        assertThat(driver.ask("05 00 00 00 01 00 00 00")).isEqualTo("00 00");
        assertThat(driver.ask("03 00 00 00 02 00 00 00")).isEqualTo("00 00");
        assertThat(driver.ask("03 00 00 00 01 00 00 00")).isEqualTo("00 00");
        assertThat(driver.ask("04 00 00 00 00 00 00 00")).isEqualTo("00 01");
        assertThat(driver.ask("05 00 00 00 00 00 00 00")).isEqualTo("00 00");
        assertThat(driver.ask("04 00 00 00 00 00 00 00")).isEqualTo("00 00");
        assertThat(chip.calls).containsExactly("direction 0 IN", "direction 0 OUT 1", "value 0 0");
    }

    @Test
    void aRememberedValueIsAppliedOnce() {
        driver.ask("05 00 00 00 01 00 00 00");
        driver.ask("03 00 00 00 01 00 00 00");
        driver.ask("03 00 00 00 02 00 00 00");
        chip.level(0, 0);
        driver.ask("03 00 00 00 01 00 00 00");
        assertThat(chip.calls).containsExactly("direction 0 OUT 1", "direction 0 IN", "direction 0 OUT 0");
    }

    @Test
    void anOutputThatNobodySetKeepsTheLevel() {
        chip.level(1, 1);
        driver.ask("03 00 01 00 01 00 00 00");
        assertThat(chip.calls).containsExactly("direction 1 OUT 1");
    }

    @Test
    void directionNoneForgetsTheValue() {
        driver.ask("05 00 00 00 01 00 00 00");
        driver.ask("03 00 00 00 00 00 00 00");
        driver.ask("03 00 00 00 01 00 00 00");
        assertThat(chip.calls).containsExactly("direction 0 NONE", "direction 0 OUT 0");
    }

    @Test
    void theRealLevelIsRead() {
        chip.level(3, 1);
        assertThat(driver.ask("04 00 03 00 00 00 00 00")).as("inactive").isEqualTo("00 01");
        driver.ask("03 00 03 00 02 00 00 00");
        assertThat(driver.ask("04 00 03 00 00 00 00 00")).as("input").isEqualTo("00 01");
    }

    @ParameterizedTest(name = "request [{0}] with room for {1} -> [{2}]")
    @CsvSource({
        "'',2,01 00", "01,2,01 00", "02,2,01 00", "02 00 00 00 00 00 00,2,01 00", "'',1,01", "'',0,''",
        "02 00 00 00 00 00 00 00,1,00", "02 00 00 00 00 00 00 00,0,''", "01 00 00 00 00 00 00 00,0,''",
        "02 00 00 00 00 00 00 00,9,00 00", "02 00 00 00 00 00 00 00 ff ff,2,00 00",
    })
    void requestsOfOddSizes(String request, int room, String answer) {
        assertThat(driver.ask(request, room)).isEqualTo(answer);
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).as("the next one").isEqualTo("00 00");
    }

    @ParameterizedTest
    @CsvSource({"03 00 00 00 01 00 00 00", "03 00 00 00 02 00 00 00", "03 00 00 00 00 00 00 00", "04 00 00 00 00 00 00 00"})
    void hardwareFaults(String request) {
        chip.failWith(Errno.EIO);
        assertThat(driver.ask(request)).isEqualTo("01 00");
        chip.failWith(null);
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).as("direction").isEqualTo("00 00");
        assertThat(driver.ask(request)).as("once more").startsWith("00");
    }

    @Test
    void hardwareFaultOfAnOutput() {
        driver.ask("03 00 00 00 01 00 00 00");
        chip.failWith(Errno.ENODEV);
        assertThat(driver.ask("05 00 00 00 01 00 00 00")).isEqualTo("01 00");
        chip.failWith(null);
        assertThat(driver.ask("04 00 00 00 00 00 00 00")).isEqualTo("00 00");
    }

    @Test
    void hardwareFaultOfAnInterrupt() {
        driver.ask("03 00 02 00 02 00 00 00");
        chip.failWith(Errno.EBUSY);
        assertThat(driver.ask("06 00 02 00 01 00 00 00")).isEqualTo("01 00");
        chip.failWith(null);
        assertThat(driver.event2().answerHex()).as("not enabled").isEqualTo("00");
        driver.enableLine2("01");
        TestChain event = driver.event2();
        chip.failWith(Errno.EBUSY);
        assertThat(driver.ask("03 00 02 00 00 00 00 00")).as("given up, though the hardware objects").isEqualTo("01 00");
        assertThat(event.answerHex()).isEqualTo("00");
        assertThat(driver.ask("02 00 02 00 00 00 00 00")).isEqualTo("00 00");
    }

    private static byte[] config(GpioDevice device) {
        byte[] bytes = new byte[device.config().size()];
        device.config().read(0, bytes.length, ByteBuffer.wrap(bytes));
        return bytes;
    }
}
