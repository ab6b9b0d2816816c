// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.TestChain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request in each state, and what happens to messages meanwhile. VIRTIO 1.4, "PCM Command Lifecycle". */
@Tag("sound")
class PcmLifeTest {
    private static final int SET_PARAMS = 0x0101;
    private static final int PREPARE = 0x0102;
    private static final int RELEASE = 0x0103;
    private static final int START = 0x0104;
    private static final int STOP = 0x0105;
    private static final int PERIOD = 1920;

    private final DriverSide driver = DriverSide.configured("streams", "out null; in silence").start();

    /** The way to each state, then whether each of SET_PARAMS, PREPARE, RELEASE, START, STOP goes. */
    @ParameterizedTest
    @CsvSource({
        "'',                                    y n n n n",
        "SET_PARAMS,                            y y y n n",
        "SET_PARAMS PREPARE,                    y y y y n",
        "SET_PARAMS PREPARE START,              n n n n y",
        "SET_PARAMS PREPARE START STOP,         n n y y n",
        "SET_PARAMS PREPARE RELEASE,            y y y n n",
        "SET_PARAMS PREPARE START STOP RELEASE, y y y n n"})
    void eachRequestInEachState(String way, String goes) {
        for (int stream = 0; stream < 2; stream++) {
            int[] requests = {SET_PARAMS, PREPARE, RELEASE, START, STOP};
            for (int i = 0; i < requests.length; i++) {
                try (DriverSide fresh = DriverSide.configured("streams", "out null; in silence").start()) {
                    for (String step : way.isEmpty() ? new String[0] : way.split(" ")) {
                        assertThat(send(fresh, code(step), stream)).as("%s on the way %s", step, way).isEqualTo(DriverSide.OK);
                    }
                    String expected = goes.split(" ")[i].equals("y") ? DriverSide.OK : DriverSide.BAD_MSG;
                    assertThat(send(fresh, requests[i], stream)).as("%04x after %s", requests[i], way).isEqualTo(expected);
                }
            }
        }
        driver.close();
    }

    private static int code(String step) {
        return switch (step) {
            case "SET_PARAMS" -> SET_PARAMS;
            case "PREPARE" -> PREPARE;
            case "RELEASE" -> RELEASE;
            case "START" -> START;
            default -> STOP;
        };
    }

    private static String send(DriverSide to, int code, int stream) {
        return code == SET_PARAMS ? to.parameters(stream, 4 * PERIOD, PERIOD, 2, 5, 7) : to.ask(code, stream);
    }

    @ParameterizedTest
    @CsvSource({
        "7680, 1920, 2, 5, 7,  00 80 00 00",
        "7680, 0,    2, 5, 7,  01 80 00 00",
        "0,    1920, 2, 5, 7,  01 80 00 00",
        "7680, 1921, 2, 5, 7,  01 80 00 00",
        "7680, 1918, 2, 5, 7,  01 80 00 00",
        "7680, 1920, 0, 5, 7,  01 80 00 00",
        "7680, 1920, 2, 25, 7, 01 80 00 00",
        "7680, 1920, 2, 5, 16, 01 80 00 00",
        "7680, 1920, 33, 5, 7, 02 80 00 00",
        "7680, 1920, 2, 0, 7,  02 80 00 00",
        "-128, 128, 1, 5, 7, 02 80 00 00"})
    void parametersAreChecked(int buffer, int period, int channels, int format, int rate, String answer) {
        assertThat(driver.parameters(0, buffer, period, channels, format, rate)).isEqualTo(answer);
        driver.close();
    }

    @Test
    void featuresThatWereNotOfferedAreRefused() {
        assertThat(driver.ask(DriverSide.words(0x0101, 0, 7680, 1920, 0x04, 2 | 5 << 8 | 7 << 16), 4)).isEqualTo(DriverSide.NOT_SUPP);
        driver.close();
    }

    @Test
    void noSuchStream() {
        assertThat(driver.parameters(2, 7680, 1920, 2, 5, 7)).isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.ask(PREPARE, -1)).isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.play(2, new byte[4]).answerHex()).isEqualTo(DriverSide.IO_ERR + " 00 00 00 00");
        assertThat(driver.play(1, new byte[4]).answerHex()).as("an input").isEqualTo(DriverSide.IO_ERR + " 00 00 00 00");
        assertThat(driver.record(0, 4).answerHex()).as("an output").isEqualTo("00 00 00 00 " + DriverSide.IO_ERR);
        assertThat(driver.play(0, new byte[4]).answerHex()).as("not prepared").isEqualTo(DriverSide.IO_ERR + " 00 00 00 00");
        driver.close();
    }

    @Test
    void stopKeepsMessagesAndReleaseCompletesThem() {
        prepare(0);
        TestChain[] chains = new TestChain[4];
        for (int i = 0; i < chains.length; i++) {
            chains[i] = driver.play(0, new byte[PERIOD]);
            assertThat(chains[i].isHeld()).as("before the start").isTrue();
        }
        assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
        driver.await(chains[0]::isCompleted);
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
        TestChain late = driver.play(0, new byte[PERIOD]);
        assertThat(late.isHeld()).isTrue();
        assertThat(driver.ask(RELEASE, 0)).isEqualTo(DriverSide.OK);
        assertThat(late.answerHex()).isEqualTo(DriverSide.OK + " 00 00 00 00");
        for (TestChain chain : chains) {
            assertThat(chain.answerHex()).startsWith(DriverSide.OK);
        }
        driver.close();
    }

    @Test
    void releaseCompletesRoomWithWhatWasRecorded() {
        prepare(1);
        TestChain room = driver.record(1, PERIOD);
        TestChain more = driver.record(1, PERIOD);
        assertThat(driver.ask(START, 1)).isEqualTo(DriverSide.OK);
        driver.await(room::isCompleted);
        assertThat(room.written()).isEqualTo(PERIOD + 8);
        assertThat(driver.ask(STOP, 1)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(RELEASE, 1)).isEqualTo(DriverSide.OK);
        assertThat(more.isCompleted()).isTrue();
        driver.close();
    }

    @Test
    void messagesTooShortAreAnswered() {
        prepare(0);
        assertThat(driver.offer(DriverSide.TXQ, TestChain.request("00 00", 8)).answerHex()).isEqualTo(DriverSide.IO_ERR + " 00 00 00 00");
        assertThat(driver.offer(DriverSide.TXQ, TestChain.request("00 00 00 00 01 02 03 04", 7)).written()).isZero();
        assertThat(driver.offer(DriverSide.RXQ, TestChain.request("01 00 00 00", 7)).written()).isZero();
        assertThat(driver.offer(DriverSide.CONTROLQ, TestChain.request("00 01", 4)).answerHex()).isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(START, 0), 3)).written()).isZero();
        driver.close();
    }

    private void prepare(int stream) {
        assertThat(driver.parameters(stream, 4 * PERIOD, PERIOD, 2, 5, 7)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(PREPARE, stream)).isEqualTo(DriverSide.OK);
    }
}
