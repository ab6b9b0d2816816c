// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import backplane.device.DeviceCount;
import backplane.testkit.TestChain;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the driver's requests and messages when the card is slow, refuses, fails or goes. */
@Tag("sound")
@Timeout(60)
class CardTest {
    private static final int PREPARE = 0x0102;
    private static final int RELEASE = 0x0103;
    private static final int START = 0x0104;
    private static final int STOP = 0x0105;
    private static final int PERIOD = 960;

    private final FakeCard card = new FakeCard();
    private final DriverSide driver = DriverSide.configured(card, "streams", "out fake").start();

    @AfterEach
    void end() {
        card.hanging.release(100);
        card.refuses = null;
        driver.close();
    }

    private void prepare() {
        assertThat(driver.parameters(0, 4 * PERIOD, PERIOD, 2, 5, 7)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.OK);
    }

    private TestChain[] play(int count) {
        TestChain[] chains = new TestChain[count];
        for (int i = 0; i < count; i++) {
            chains[i] = driver.play(0, new byte[PERIOD]);
        }
        return chains;
    }

    @Test
    void aMessageIsAnsweredWhenTheCardHasItsLastByteAndTellsTheLatency() {
        prepare();
        assertThat(card.parameters.bufferBytes()).as("less than the driver's").isEqualTo(3 * PERIOD);
        TestChain[] chains = play(4);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        for (int i = 0; i < chains.length; i++) {
            assertThat(chains[i].isHeld()).as("message %d", i).isTrue();
            card.portions.release();
            driver.await(chains[i]::isCompleted);
            assertThat(chains[i].answerHex()).as("7 frames of 4 bytes").isEqualTo(DriverSide.OK + " 1c 00 00 00");
        }
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
        assertThat(card.drained).as("it has ended by itself").isEqualTo(1);
        assertThat(driver.ask(RELEASE, 0)).isEqualTo(DriverSide.OK);
    }

    /** Linux would take its whole buffer, answered before it looks, for nothing answered at all. */
    @Test
    void theLastMessageWaitsUntilTheDriverHasReacted() {
        prepare();
        TestChain[] chains = play(4);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        card.portions.release(4);
        driver.await(chains[2]::isCompleted);
        driver.await(() -> driver.device.streams().get(0).frames() == 4 * PERIOD / 4);
        driver.runAll();
        assertThat(chains[3].isHeld()).isTrue();
        TestChain reaction = driver.play(0, new byte[PERIOD]);
        driver.await(chains[3]::isCompleted);
        assertThat(reaction.isHeld()).isTrue();
        card.portions.release();
        driver.await(reaction::isCompleted);
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
    }

    @Test
    void aStopInTheMiddleStopsTheCard() {
        prepare();
        play(2);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
        assertThat(card.stopped).isEqualTo(1);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        assertThat(card.started).isEqualTo(2);
    }

    @Test
    void aCardThatRefusesIsToldByKind() {
        assertThat(driver.parameters(0, 4 * PERIOD, PERIOD, 2, 5, 7)).isEqualTo(DriverSide.OK);
        card.refuses = new AudioFault(AudioFault.Reason.MISMATCH, "no such rate");
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.NOT_SUPP);
        card.refuses = new AudioFault(AudioFault.Reason.BUSY, "busy");
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.IO_ERR);
        assertThat(driver.device.streams().get(0).state()).as("unchanged").isEqualTo("set");
        card.refuses = null;
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.OK);
        assertThat(driver.device.streams().get(0).fault()).isEmpty();
    }

    @Test
    void aCardThatHangsIsAnsweredForWithinASecondAndClosedAfterwards() {
        assertThat(driver.parameters(0, 4 * PERIOD, PERIOD, 2, 5, 7)).isEqualTo(DriverSide.OK);
        card.hangs = true;
        long began = System.nanoTime();
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.IO_ERR);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        card.hangs = false;
        card.hanging.release(100);
        driver.await(() -> card.closed == 1);
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.OK);
    }

    @Test
    void aLostCardIsFoundAgainAndMessagesGoByAtTheirRateMeanwhile() {
        prepare();
        TestChain[] chains = play(4);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        card.refuses = new AudioFault(AudioFault.Reason.LOST, "unplugged");
        long began = System.nanoTime();
        for (TestChain chain : chains) {
            driver.await(chain::isCompleted);
            assertThat(chain.answerHex()).startsWith(DriverSide.IO_ERR);
        }
        assertThat(System.nanoTime() - began).as("three periods of 5 ms at least").isGreaterThan(14_000_000L);
        assertThat(driver.device.streams().get(0).fault()).contains("unplugged");
        card.refuses = null;
        driver.await(() -> driver.device.streams().get(0).fault().isEmpty());
        card.portions.release();
        TestChain next = driver.play(0, new byte[PERIOD]);
        driver.await(next::isCompleted);
        assertThat(next.answerHex()).startsWith(DriverSide.OK);
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
    }

    @Test
    void xrunsAreToldOnce() {
        TestChain[] events = new TestChain[3];
        for (int i = 0; i < events.length; i++) {
            events[i] = driver.offer(DriverSide.EVENTQ, TestChain.request("", 8));
        }
        prepare();
        play(2);
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        card.xruns = 1;
        card.portions.release();
        driver.await(events[0]::isCompleted);
        assertThat(events[0].answerHex()).isEqualTo("01 11 00 00 00 00 00 00");
        card.portions.release();
        driver.await(events[1]::isCompleted);
        assertThat(driver.device.streams().get(0).driverXruns()).as("nothing more came from the driver").isEqualTo(1);
        assertThat(driver.device.counts()).as("for the metrics").filteredOn(count -> count.name().endsWith("xruns"))
                .extracting(DeviceCount::name, DeviceCount::value).containsExactly(tuple("card_xruns", 1L), tuple("driver_xruns", 1L));
        assertThat(events[2].isHeld()).isTrue();
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
    }

    @Test
    void theFrontEndStopsTheQueuesInTheMiddle() {
        prepare();
        TestChain[] chains = play(4);
        TestChain event = driver.offer(DriverSide.EVENTQ, TestChain.request("", 8));
        card.hangs = true;
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        for (int queue = 0; queue < 4; queue++) {
            driver.device.released(queue);
        }
        for (TestChain chain : chains) {
            assertThat(chain.answerHex()).startsWith(DriverSide.OK);
        }
        assertThat(event.isCompleted()).isTrue();
        driver.device.reset();
        assertThat(driver.device.streams().get(0).state()).isEqualTo("idle");
        driver.await(() -> card.closed > 0);
    }

    @Test
    void requestsThatComeWithoutWaitingAreDoneInOrder() {
        TestChain parameters = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(0x0101, 0, 4 * PERIOD, PERIOD, 0,
                2 | 5 << 8 | 7 << 16), 4));
        TestChain prepare = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(PREPARE, 0), 4));
        TestChain start = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(START, 0), 4));
        TestChain again = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(START, 0), 4));
        TestChain stop = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(STOP, 0), 4));
        driver.await(stop::isCompleted);
        assertThat(parameters.answerHex()).isEqualTo(DriverSide.OK);
        assertThat(prepare.answerHex()).isEqualTo(DriverSide.OK);
        assertThat(start.answerHex()).isEqualTo(DriverSide.OK);
        assertThat(again.answerHex()).isEqualTo(DriverSide.BAD_MSG);
        assertThat(stop.answerHex()).isEqualTo(DriverSide.OK);
    }
}
