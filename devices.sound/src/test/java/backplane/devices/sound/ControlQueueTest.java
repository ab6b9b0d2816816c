// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.TestChain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about the card, jacks, controls and events; bytes as linux/virtio_snd.h lays them out, written out by hand. */
@Tag("sound")
class ControlQueueTest {
    private static final int JACK_INFO = 0x0001;
    private static final int JACK_REMAP = 0x0002;
    private static final int PCM_INFO = 0x0100;
    private static final int CHMAP_INFO = 0x0200;
    private static final int CTL_INFO = 0x0300;
    private static final int CTL_READ = 0x0302;
    private static final int CTL_WRITE = 0x0303;
    private static final int CTL_TLV_READ = 0x0304;

    private final DriverSide driver = DriverSide.configured("streams",
            "out null formats=s16+float rates=48000+12000 channels=2-4 node=3; in tone formats=u8 rates=8000 channels=1", "jacks",
            "front:line-out @3 remap; mic:mic unplugged", "controls", "true").start();

    @AfterEach
    void end() {
        driver.close();
    }

    @Test
    void configuration() {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        driver.device.config().read(0, 20, bytes);
        assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo("02000000" + "02000000" + "04000000" + "04000000" + "00000000");
    }

    @Test
    void streams() {
        assertThat(driver.ask(DriverSide.words(PCM_INFO, 0, 2, 32), 68)).isEqualTo(DriverSide.OK
                + " 03 00 00 00 10 00 00 00 20 00 08 00 00 00 00 00 80 40 00 00 00 00 00 00 00 02 04 00 00 00 00 00"
                + " 00 00 00 00 10 00 00 00 10 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 01 01 01 00 00 00 00 00");
    }

    @Test
    void jacks() {
        assertThat(driver.ask(DriverSide.words(JACK_INFO, 0, 2, 24), 52)).isEqualTo(DriverSide.OK
                + " 03 00 00 00 01 00 00 00 10 00 00 00 14 00 00 00 01 00 00 00 00 00 00 00"
                + " 00 00 00 00 00 00 00 00 10 00 a0 00 24 00 00 00 00 00 00 00 00 00 00 00");
        assertThat(driver.ask(DriverSide.words(JACK_REMAP, 0, 2, 7), 4)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(DriverSide.words(JACK_INFO, 0, 1, 24), 28)).contains("01 00 00 00 27 00 00 00");
        assertThat(driver.ask(DriverSide.words(JACK_REMAP, 1, 2, 7), 4)).isEqualTo(DriverSide.NOT_SUPP);
        assertThat(driver.ask(DriverSide.words(JACK_REMAP, 2, 2, 7), 4)).isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.ask(DriverSide.words(JACK_REMAP, 0, 16, 7), 4)).isEqualTo(DriverSide.BAD_MSG);
    }

    @Test
    void channelMaps() {
        String zeros = " 00".repeat(16);
        assertThat(driver.ask(DriverSide.words(CHMAP_INFO, 0, 1, 24), 28)).isEqualTo(DriverSide.OK + " 03 00 00 00 00 02 03 04" + zeros);
        assertThat(driver.ask(DriverSide.words(CHMAP_INFO, 2, 1, 24), 28)).contains("00 04 03 04 05 06");
        assertThat(driver.ask(DriverSide.words(CHMAP_INFO, 3, 1, 24), 28)).contains("00 00 00 00 01 01 02");
    }

    /** start, count, size, room: the range, and each item of as many bytes as the driver says. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 24, 4,    00 80 00 00",
        "2, 0, 24, 4,    00 80 00 00",
        "3, 0, 24, 4,    01 80 00 00",
        "1, 2, 24, 100,  01 80 00 00",
        "-1, 2, 24, 100, 01 80 00 00",
        "0, -1, 24, 100, 01 80 00 00",
        "0, 2, 24, 51,   01 80 00 00",
        "0, 1, 3, 100,   01 80 00 00",
        "0, 2, -1, 100,  01 80 00 00",
        "0, 2, 4, 12,    00 80 00 00 03 00 00 00 00 00 00 00",
        "0, 1, 8, 12,    00 80 00 00 03 00 00 00 01 00 00 00"})
    void queries(int start, int count, int size, int room, String answer) {
        assertThat(driver.ask(DriverSide.words(JACK_INFO, start, count, size), room)).isEqualTo(answer);
    }

    @Test
    void longerItemsEndInZeros() {
        String answer = driver.ask(DriverSide.words(JACK_INFO, 0, 2, 130), 4 + 260);
        assertThat(answer).startsWith(DriverSide.OK + " 03 00 00 00 01 00 00 00").endsWith(" 00".repeat(106));
        assertThat(answer.split(" ")).hasSize(264);
        assertThat(String.join(" ", Arrays.copyOfRange(answer.split(" "), 4 + 24, 4 + 130))).isEqualTo("00 ".repeat(106).strip());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0000, 0x0003, 0x0106, 0x0305, 0x0306, 0x0307, 0x1000, 0x8000, 0xffffffff})
    void whatIsUnknownIsNotSupported(int code) {
        assertThat(driver.ask(DriverSide.words(code, 0, 0, 0), 4)).isEqualTo(DriverSide.NOT_SUPP);
    }

    @ParameterizedTest
    @ValueSource(ints = {JACK_INFO, JACK_REMAP, PCM_INFO, 0x0101, 0x0102, 0x0103, 0x0104, 0x0105, CHMAP_INFO,
        CTL_INFO, CTL_READ, CTL_WRITE})
    void whatIsTooShortIsABadMessage(int code) {
        TestChain chain = driver.offer(DriverSide.CONTROLQ, TestChain.request(DriverSide.words(code) + " 00 00 00", 64));
        assertThat(chain.answerHex()).isEqualTo(DriverSide.BAD_MSG);
    }

    @Test
    void controlsTellWhatTheyAre() {
        for (int size : new int[] {96, 92}) {
            byte[] answer = bytes(driver.ask(DriverSide.words(CTL_INFO, 0, 4, size), 4 + 4 * size));
            ByteBuffer volume = ByteBuffer.wrap(answer, 4, size).slice().order(ByteOrder.LITTLE_ENDIAN);
            assertThat(volume.getInt(4)).as("role").isEqualTo(1);
            assertThat(volume.getInt(8)).as("type").isEqualTo(1);
            assertThat(volume.getInt(12)).as("read, write, TLV").isEqualTo(0x13);
            assertThat(volume.getInt(16)).as("count").isEqualTo(1);
            assertThat(new String(answer, 4 + 24, 19, StandardCharsets.US_ASCII)).isEqualTo("PCM Playback Volume");
            assertThat(volume.getInt(size - 24)).as("min").isZero();
            assertThat(volume.getInt(size - 20)).as("max").isEqualTo(120);
            assertThat(volume.getInt(size - 16)).as("step").isEqualTo(1);
            assertThat(new String(answer, 4 + 3 * size + 24, 18, StandardCharsets.US_ASCII)).isEqualTo("PCM Capture Switch");
        }
        assertThat(driver.ask(DriverSide.words(CTL_TLV_READ, 0), 20))
                .isEqualTo(DriverSide.OK + " 01 00 00 00 08 00 00 00 90 e8 ff ff 32 00 01 00");
        assertThat(driver.ask(DriverSide.words(CTL_TLV_READ, 0), 8)).isEqualTo(DriverSide.OK + " 01 00 00 00");
        assertThat(driver.ask(DriverSide.words(CTL_TLV_READ, 1), 20)).isEqualTo(DriverSide.NOT_SUPP);
    }

    @Test
    void controlsAreReadAndWritten() {
        assertThat(driver.ask(DriverSide.words(CTL_READ, 0), 516)).startsWith(DriverSide.OK + " 78 00 00 00 00").hasSize(516 * 3 - 1);
        assertThat(driver.ask(DriverSide.words(CTL_WRITE, 0, 90), 4)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(DriverSide.words(CTL_READ, 0), 8)).isEqualTo(DriverSide.OK + " 5a 00 00 00");
        assertThat(driver.device.streams().get(0).volume()).isEqualTo(90);
        for (int wrong : new int[] {121, -1, Integer.MIN_VALUE}) {
            assertThat(driver.ask(DriverSide.words(CTL_WRITE, 0, wrong), 4)).isEqualTo(DriverSide.BAD_MSG);
        }
        assertThat(driver.ask(DriverSide.words(CTL_WRITE, 1, 2), 4)).as("a switch").isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.ask(DriverSide.words(CTL_READ, 4), 516)).isEqualTo(DriverSide.BAD_MSG);
        assertThat(driver.ask(DriverSide.words(0x0301, 0), 516)).as("no enumeration").isEqualTo(DriverSide.BAD_MSG);
    }

    @Test
    void eventsFindTheDriver() {
        TestChain first = driver.offer(DriverSide.EVENTQ, TestChain.request("", 8));
        assertThat(first.isHeld()).isTrue();
        assertThat(driver.device.plug("mic", true)).isTrue();
        driver.await(first::isCompleted);
        assertThat(first.answerHex()).isEqualTo("00 10 00 00 01 00 00 00");
        driver.device.plug("mic", true);
        driver.device.turn(1, 80, false);
        driver.device.plug("mic", false);
        driver.device.plug("front", false);
        TestChain[] later = new TestChain[5];
        for (int i = 0; i < later.length; i++) {
            later[i] = driver.offer(DriverSide.EVENTQ, TestChain.request("", i == 0 ? 7 : 8));
        }
        assertThat(later[0].written()).as("too small").isZero();
        driver.await(() -> later[4].isCompleted());
        assertThat(later[1].answerHex()).isEqualTo("00 12 00 00 02 00 01 00");
        assertThat(later[2].answerHex()).isEqualTo("00 12 00 00 03 00 01 00");
        assertThat(later[3].answerHex()).isEqualTo("01 10 00 00 01 00 00 00");
        assertThat(later[4].answerHex()).isEqualTo("01 10 00 00 00 00 00 00");
    }

    @Test
    void eventsThatNobodyFetchesAreToldOnce() {
        for (int i = 0; i < 5; i++) {
            driver.device.plug("mic", true);
            driver.device.plug("mic", false);
        }
        driver.device.plug("mic", true);
        driver.runAll();
        TestChain first = driver.offer(DriverSide.EVENTQ, TestChain.request("", 8));
        TestChain second = driver.offer(DriverSide.EVENTQ, TestChain.request("", 8));
        driver.await(first::isCompleted);
        assertThat(first.answerHex()).isEqualTo("00 10 00 00 01 00 00 00");
        driver.device.released(DriverSide.EVENTQ);
        assertThat(second.answerHex()).as("no event").isEqualTo("00 00 00 00 00 00 00 00");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }
}
