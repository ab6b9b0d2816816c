// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.kernel.Errno;
import backplane.testkit.TestChain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The saved form: a round trip, a file that version 1 once wrote, and each field of it spoiled. */
@Tag("gpio")
class GpioStateTest {
    private final FakeChip chip = new FakeChip("", "", "", "");
    private final DriverSide driver = new DriverSide(chip);

    @Test
    void aDeviceGoesOnWhereTheFormerStopped() throws StateRejected {
        DriverSide former = new DriverSide(new FakeChip("", "", "", "")).start();
        former.ask("03 00 00 00 01 00 00 00");
        former.ask("05 00 00 00 01 00 00 00");
        former.ask("05 00 01 00 01 00 00 00");
        former.enableLine2("01");
        former.stop();
        driver.device.restore(former.device.save());
        assertThat(chip.calls).containsExactly("direction 0 OUT 1", "direction 2 IN", "watch 2 true");
        driver.start();
        assertThat(driver.ask("02 00 00 00 00 00 00 00")).isEqualTo("00 01");
        assertThat(driver.ask("04 00 00 00 00 00 00 00")).isEqualTo("00 01");
        TestChain event = driver.event2();
        chip.level(2, 1);
        driver.host.run();
        assertThat(event.answerHex()).isEqualTo("01");
        driver.ask("03 00 01 00 01 00 00 00");
        assertThat(chip.calls).endsWith("direction 1 OUT 1");
    }

    /** A chip of lines that only one process may hold: what the driver has set goes on, and telling it asks the hardware nothing. */
    @Test
    void aDeviceGoesOnAfterTheDeathOfTheProcess() throws StateRejected {
        FakeChip formerChip = new FakeChip("", "", "", "");
        DriverSide former = new DriverSide(formerChip).start();
        former.ask("03 00 00 00 01 00 00 00");
        former.ask("05 00 00 00 01 00 00 00");
        former.ask("05 00 01 00 01 00 00 00");
        former.enableLine2("01");
        formerChip.failWith(Errno.EIO);
        DeviceState lasting = former.device.lasting();
        driver.device.restore(lasting);
        assertThat(chip.calls).containsExactly("direction 0 OUT 1", "direction 2 IN", "watch 2 true");
        assertThat(driver.device.lasting()).isEqualTo(lasting);
        driver.start();
        assertThat(driver.ask("04 00 00 00 00 00 00 00")).isEqualTo("00 01");
        driver.ask("03 00 01 00 01 00 00 00");
        assertThat(chip.calls).endsWith("direction 1 OUT 1");
    }

    @Test
    void anEdgeAfterTheStopIsSavedAsLatched() throws StateRejected {
        FakeChip formerChip = new FakeChip("", "", "", "");
        DriverSide former = new DriverSide(formerChip).start();
        former.enableLine2("01");
        former.stop();
        formerChip.level(2, 1);
        formerChip.level(2, 0);
        driver.device.restore(former.device.save());
        assertThat(driver.start().event2().answerHex()).isEqualTo("01");
        assertThat(driver.event2().isHeld()).isTrue();
    }

    @ParameterizedTest(name = "type {0}, level {1} when saved and {2} when restored: interrupt {3}")
    @CsvSource({"1,0,1,true", "1,1,0,false", "1,1,1,false", "2,1,0,true", "2,0,1,false", "3,0,1,true", "3,1,0,true", "3,0,0,false",
        "4,0,1,true", "8,1,0,true", "1,255,1,false"})
    void aLevelThatChangedBetweenSaveAndRestoreIsAnEdge(int type, int saved, int now, boolean interrupt) throws StateRejected {
        chip.level(2, now);
        driver.device.restore(state(1, String.format("04 00 %s %s 02 ff %02x 00 %02x ff %s", UNUSED, UNUSED, type, saved, UNUSED)));
        assertThat(driver.start().event2().isCompleted()).isEqualTo(interrupt);
    }

    /** Two boards: as after an update of the bundle, or on another host. */
    @Test
    void aPokedLevelSurvivesTheBundle() throws Exception {
        SimulatedBoard formerBoard = new SimulatedBoard();
        ChipPlan plan = new ChipPlan(4, List.of(), List.of(), List.of());
        DriverSide former = new DriverSide(formerBoard.fit("gpio0", plan)).start();
        former.enableLine2("01");
        formerBoard.poke("gpio0", "3", 1);
        former.stop();
        formerBoard.poke("gpio0", "2", 1);
        DriverSide next = new DriverSide(new SimulatedBoard().fit("gpio0", plan));
        next.device.restore(former.device.save());
        assertThat(next.device.view()).extracting(LineView::level).containsExactly(0, 0, 1, 1);
        assertThat(next.start().event2().answerHex()).as("the edge after the stop").isEqualTo("01");
    }

    @Test
    void ofItsOwnStateADeviceMakesNothingNew() throws StateRejected {
        driver.start();
        driver.enableLine2("01");
        driver.ask("03 00 00 00 01 00 00 00");
        driver.stop();
        DeviceState state = driver.device.save();
        driver.device.restore(state);
        assertThat(driver.device.save()).isEqualTo(state);
        chip.level(2, 1);
        driver.device.restore(driver.device.save());
        assertThat(driver.start().event2().answerHex()).as("the edge in between").isEqualTo("01");
    }

    @Test
    void theFileOfVersion1IsRead() throws Exception {
        driver.device.restore(state(1, file()));
        assertThat(driver.device.view()).extracting(GpioStateTest::inWords).containsExactly(
                "OUT 1 NONE", "NONE 0 NONE", "IN 0 EDGE_FALLING latched", "IN 0 LEVEL_HIGH");
        driver.start();
        assertThat(driver.event2().answerHex()).isEqualTo("01");
        driver.ask("03 00 01 00 01 00 00 00");
        assertThat(chip.calls).endsWith("direction 1 OUT 1");
        assertThat(driver.event("03 00").isHeld()).isTrue();
    }

    @ParameterizedTest(name = "byte {0} becomes {1}: {2}")
    @CsvSource({
        "0,03,'lines' is 3", "1,01,'lines' is 260",
        "2,03,'line 0: direction' is 3", "2,ff,'line 0: direction' is 255",
        "3,00,'line 0: remembered' is 0", "3,02,'line 0: remembered' is 2", "9,fe,'line 1: remembered' is 254",
        "4,01,'line 0: irq type' is 1", "10,01,'line 1: irq type' is 1", "16,05,'line 2: irq type' is 5", "22,09,'line 3: irq type' is 9",
        "5,01,'line 0: latched' is 1", "17,02,'line 2: latched' is 2", "23,01,'line 3: latched' is 1",
        "6,02,'line 0: level' is 2", "24,03,'line 3: level' is 3",
        "7,02,'line 0: held level' is 2", "25,80,'line 3: held level' is 128",
    })
    void aSpoiledFieldIsRefused(int at, String spoiled, String complaint) throws IOException {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(file());
        bytes[at] = (byte) HexFormat.fromHexDigits(spoiled);
        refused(new DeviceState("gpio", 1, bytes), complaint);
    }

    @Test
    void anotherTypeVersionOrLengthIsRefused() throws IOException {
        String good = file();
        refused(new DeviceState("i2c", 1, state(1, good).bytes()), "'type' is i2c; allowed is gpio");
        refused(state(2, good), "'version' is 2; allowed is 1");
        refused(state(1, ""), "'length' is 0");
        refused(state(1, "04"), "'length' is 1");
        refused(state(1, "04 00"), "'length' is 2; allowed is 26 bytes");
        refused(state(1, good + " 00"), "'length' is 27");
        refused(state(1, good.substring(3)), "'lines' is 256");
    }

    @Test
    void hardwareThatRefusesIsToldWithNothingTaken() throws IOException {
        DeviceState good = state(1, file());
        chip.failWith(Errno.EBUSY);
        assertThatThrownBy(() -> driver.device.restore(good)).isInstanceOf(StateRejected.class).hasMessageContaining("EBUSY");
        chip.failWith(null);
        assertThat(driver.device.view()).extracting(GpioStateTest::inWords).containsOnly("NONE 0 NONE");
    }

    private static final String UNUSED = "00 ff 00 00 00 ff";

    private void refused(DeviceState state, String complaint) {
        assertThatThrownBy(() -> driver.device.restore(state)).isInstanceOf(StateRejected.class).hasMessageContaining(complaint);
        assertThat(chip.calls).isEmpty();
    }

    private static DeviceState state(int version, String hex) {
        return new DeviceState("gpio", version, HexFormat.ofDelimiter(" ").parseHex(hex));
    }

    private static String inWords(LineView line) {
        return line.direction() + " " + line.level() + " " + line.irqType() + (line.latched() ? " latched" : "");
    }

    /** What version 1 once wrote, in hexadecimal; lines that begin with # are for the reader. */
    private static String file() throws IOException {
        try (InputStream in = GpioStateTest.class.getResourceAsStream("gpio-state-v1.hex")) {
            List<String> rows = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
            return rows.stream().filter(row -> !row.startsWith("#")).collect(Collectors.joining(" "));
        }
    }
}
