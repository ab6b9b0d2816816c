// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import backplane.device.DeviceCount;
import backplane.kernel.Errno;
import backplane.testkit.SpiedChain;
import backplane.testkit.TestChain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eventq: which level changes of line 2 make an interrupt, and when. Status 1 is an interrupt, 0 a buffer without one. */
@Tag("gpio")
class GpioEventsTest {
    private static final String RISING = "01";
    private static final String FALLING = "02";
    private static final String BOTH = "03";
    private static final String HIGH = "04";
    private static final String LOW = "08";
    private static final String DISABLE = "06 00 02 00 00 00 00 00";
    private static final String DIRECTION_NONE = "03 00 02 00 00 00 00 00";

    private final FakeChip chip = new FakeChip("", "", "", "");
    private final DriverSide driver = new DriverSide(chip);

    @BeforeEach
    void start() {
        driver.start();
    }

    @ParameterizedTest(name = "type {0}: up {1}, down {2}")
    @CsvSource({"01,true,false", "02,false,true", "03,true,true"})
    void edgesWhileUnmasked(String type, boolean up, boolean down) {
        driver.enableLine2(type);
        TestChain event = driver.event2();
        assertThat(event.isHeld()).isTrue();
        edge(1);
        assertThat(event.isCompleted()).isEqualTo(up);
        if (up) {
            assertThat(event.answerHex()).isEqualTo("01");
            event = driver.event2();
        }
        edge(0);
        assertThat(event.isCompleted()).isEqualTo(down);
    }

    @ParameterizedTest(name = "type {0}: up {1}, down {2}")
    @CsvSource({"01,true,false", "02,false,true", "03,true,true"})
    void edgesWhileMaskedAreLatched(String type, boolean up, boolean down) {
        driver.enableLine2(type);
        edge(1);
        TestChain event = driver.event2();
        assertThat(event.isCompleted()).isEqualTo(up);
        if (event.isCompleted()) {
            assertThat(event.answerHex()).isEqualTo("01");
            event = driver.event2();
            assertThat(event.isHeld()).as("one edge, one interrupt").isTrue();
        }
        driver.ask(DISABLE);
        driver.enableLine2(type);
        edge(0);
        assertThat(driver.event2().isCompleted()).isEqualTo(down);
    }

    @Test
    void edgesWhileMaskedMakeOneInterrupt() {
        driver.enableLine2(BOTH);
        edge(1);
        edge(0);
        chip.level(2, 1);
        chip.level(2, 0);
        assertThat(driver.event2().answerHex()).as("also those not taken yet").isEqualTo("01");
        driver.host.run();
        assertThat(driver.event2().isHeld()).isTrue();
        assertThat(driver.device.counts()).extracting(DeviceCount::name, DeviceCount::value)
                .containsExactly(tuple("interrupts", 1L), tuple("edges_merged", 3L));
    }

    @Test
    void edgesBeforeTheInterruptWasEnabledDoNotCount() {
        driver.enableLine2(RISING);
        driver.ask(DISABLE);
        edge(1);
        edge(0);
        chip.reportLate(2, 1);
        driver.enableLine2(RISING);
        driver.host.run();
        assertThat(driver.event2().isHeld()).isTrue();
    }

    @Test
    void theSecondOfTwoQuickEdgesIsLatched() {
        driver.enableLine2(BOTH);
        TestChain event = driver.event2();
        chip.level(2, 1);
        chip.level(2, 0);
        assertThat(event.isHeld()).as("before the device's thread has looked").isTrue();
        assertThat(driver.host.run()).as("one task for both").isEqualTo(1);
        assertThat(event.answerHex()).isEqualTo("01");
        assertThat(driver.event2().answerHex()).isEqualTo("01");
        assertThat(driver.event2().isHeld()).isTrue();
    }

    @ParameterizedTest(name = "type {0} at level {1}")
    @CsvSource({"04,1", "08,0"})
    void aLevelIsDeliveredAtEachUnmaskWhileItHolds(String type, int active) {
        chip.level(2, active);
        driver.enableLine2(type);
        for (int round = 0; round < 3; round++) {
            assertThat(driver.event2().answerHex()).isEqualTo("01");
        }
        edge(1 - active);
        TestChain event = driver.event2();
        assertThat(event.isHeld()).isTrue();
        edge(active);
        assertThat(event.answerHex()).isEqualTo("01");
    }

    @Test
    void aLevelThatIsGoneByTheUnmaskIsNotLatched() {
        driver.enableLine2(HIGH);
        edge(1);
        edge(0);
        TestChain event = driver.event2();
        assertThat(event.isHeld()).isTrue();
        edge(1);
        assertThat(event.answerHex()).isEqualTo("01");
    }

    @Test
    void sameTypeAgainKeepsLatchAndBuffer() {
        driver.enableLine2(RISING);
        edge(1);
        driver.ask("06 00 02 00 01 00 00 00");
        assertThat(driver.event2().answerHex()).isEqualTo("01");
        TestChain event = driver.event2();
        driver.ask("06 00 02 00 01 00 00 00");
        assertThat(event.isHeld()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({DISABLE, DIRECTION_NONE})
    void theBufferIsBackBeforeTheAnswer(String request) {
        driver.enableLine2(RISING);
        TestChain event = driver.event2();
        TestChain[] answeredWith = new TestChain[1];
        TestChain ask = TestChain.request(request, 2);
        driver.device.offered(DriverSide.REQUESTQ, new SpiedChain(ask, () -> {
            assertThat(event.isCompleted()).as("the buffer, when the request is answered").isTrue();
            answeredWith[0] = event;
        }));
        assertThat(answeredWith[0].answerHex()).isEqualTo("00");
        assertThat(ask.answerHex()).isEqualTo("00 00");
        assertThat(chip.isWatched(2)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({DISABLE, DIRECTION_NONE})
    void theLatchIsDropped(String request) {
        driver.enableLine2(RISING);
        edge(1);
        driver.ask(request);
        driver.enableLine2(RISING);
        assertThat(driver.event2().isHeld()).isTrue();
    }

    @ParameterizedTest(name = "buffer [{0}] with room for {1} -> [{2}]")
    @CsvSource({"'',1,00", "02,1,00", "04 00,1,00", "ff ff,1,00", "02 01,1,00", "01 00,1,00", "04 00,0,''", "02 00,0,''", "'',0,''",
        "04 00,5,00"})
    void wrongBuffers(String request, int room, String answer) {
        driver.enableLine2(HIGH);
        chip.level(2, 1);
        driver.host.run();
        TestChain chain = TestChain.request(request, room);
        driver.device.offered(DriverSide.EVENTQ, chain);
        assertThat(chain.answerHex()).isEqualTo(answer);
        assertThat(driver.event2().answerHex()).as("the right one after it").isEqualTo("01");
    }

    @Test
    void aBufferForALineThatIsNotEnabled() {
        assertThat(driver.event2().answerHex()).as("inactive").isEqualTo("00");
        driver.ask("03 00 02 00 02 00 00 00");
        assertThat(driver.event2().answerHex()).as("input").isEqualTo("00");
        driver.ask("03 00 02 00 01 00 00 00");
        assertThat(driver.event2().answerHex()).as("output").isEqualTo("00");
    }

    @Test
    void theSecondBufferOfALineIsReturned() {
        driver.enableLine2(RISING);
        TestChain first = driver.event2();
        assertThat(driver.event2().answerHex()).isEqualTo("00");
        assertThat(first.isHeld()).isTrue();
        edge(1);
        assertThat(first.answerHex()).isEqualTo("01");
    }

    @Test
    void linesDoNotMix() {
        driver.enableLine2(RISING);
        driver.ask("03 00 03 00 02 00 00 00");
        driver.ask("06 00 03 00 01 00 00 00");
        TestChain two = driver.event2();
        TestChain three = driver.event("03 00");
        chip.level(3, 1);
        driver.host.run();
        assertThat(two.isHeld()).isTrue();
        assertThat(three.answerHex()).isEqualTo("01");
    }

    @Test
    void aLevelThatCannotBeReadLeavesTheBuffer() {
        driver.enableLine2(HIGH);
        chip.level(2, 1);
        driver.host.run();
        chip.failWith(Errno.EIO);
        TestChain event = driver.event2();
        assertThat(event.isHeld()).isTrue();
        chip.failWith(null);
        chip.level(2, 0);
        chip.level(2, 1);
        driver.host.run();
        assertThat(event.answerHex()).isEqualTo("01");
    }

    @Test
    void linesWithoutAnInterruptCostNothing() {
        driver.ask("03 00 02 00 02 00 00 00");
        chip.level(2, 1);
        driver.enableLine2(LOW);
        driver.ask(DISABLE);
        chip.level(2, 0);
        assertThat(driver.host.posted()).isZero();
        driver.enableLine2(FALLING);
        chip.level(2, 1);
        chip.level(2, 0);
        chip.level(2, 1);
        assertThat(driver.host.posted()).as("one task for many edges").isEqualTo(1);
    }

    private void edge(int level) {
        chip.level(2, level);
        driver.host.run();
    }
}
