// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.vhostuser.FrontendRequest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The journal's form, from bytes that were written down by hand. */
@Tag("protocol")
class SessionRecordTest {
    /** nextFd 3, last message of 20 bytes, answer from 12 to 32; SET_FEATURES without and SET_VRING_KICK with a descriptor. */
    private static final String GOOD = "03000000" + "14000000" + "78563412" + "0c00000000000000" + "2000000000000000" + "02000000"
            + "02000000" + "08000000" + "00000000" + "0000004001000000"
            + "0c000000" + "08000000" + "01000000" + "02000000" + "0100000000000000";

    @Test
    void aRecordIsRead() throws JournalRejected {
        SessionRecord record = read(GOOD);
        assertThat(record.nextFd()).isEqualTo(3);
        assertThat(record.lastLength()).isEqualTo(20);
        assertThat(record.lastSum()).isEqualTo(0x12345678);
        assertThat(record.answerFrom()).isEqualTo(12);
        assertThat(record.answerTo()).isEqualTo(32);
        assertThat(record.messages()).extracting(RememberedMessage::request)
                .containsExactly(FrontendRequest.SET_FEATURES, FrontendRequest.SET_VRING_KICK);
        assertThat(record.messages().get(1).fds()).containsExactly(2);
        assertThat(record.messages().get(1).payload()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void itIsWrittenAsItIsRead() throws JournalRejected {
        ByteBuffer bytes = ByteBuffer.allocate(GOOD.length() / 2);
        assertThat(read(GOOD).write(bytes)).isTrue();
        assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(GOOD);
        assertThat(read(GOOD).write(ByteBuffer.allocate(GOOD.length() / 2 - 1))).as("without room").isFalse();
    }

    @Test
    void aRecordThatIsCutIsRefused() {
        for (int length = 0; length < GOOD.length(); length += 2) {
            String cut = GOOD.substring(0, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length / 2).isInstanceOf(JournalRejected.class);
        }
        assertThatThrownBy(() -> read(GOOD + "00")).isInstanceOf(JournalRejected.class).hasMessageContaining("left over");
    }

    @Test
    void aSessionOfWeeksHasKeptMillionsOfDescriptors() throws JournalRejected {
        assertThat(read("16091000" + GOOD.substring(8)).nextFd()).isEqualTo(1_050_902);
        assertThat(read("feffff7f" + GOOD.substring(8)).nextFd()).isEqualTo(Integer.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ffffffff, kept descriptors",
        "4, ffffffff, bytes of a message",
        "4, 0d110000, bytes of a message",
        "12, 0c000000000000f0, answer",
        "20, 0b00000000000000, answer",
        "20, 0100010000000000, answer",
        "28, ffffffff, messages",
        "28, 01080000, messages",
        "28, 03000000, ends",
        "28, 01000000, left over",
        "32, 00000000, request 0",
        "32, ff000000, request 255",
        "36, ffffffff, bytes of a payload",
        "36, 01100000, bytes of a payload",
        "40, ffffffff, descriptors of a message",
        "40, 11000000, descriptors of a message",
        "64, 03000000, number of a descriptor",
        "64, ffffffff, number of a descriptor",
    })
    void eachFieldIsChecked(int at, String bytes, String told) {
        String spoiled = GOOD.substring(0, 2 * at) + bytes + GOOD.substring(2 * at + bytes.length());
        assertThatThrownBy(() -> read(spoiled)).isInstanceOf(JournalRejected.class).hasMessageContaining(told);
    }

    /** Whatever the bytes are, they are a record or refused: nothing else is thrown. */
    @Test
    void eachSpoiledByteIsHarmless() {
        for (int at = 0; at < GOOD.length() / 2; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] bytes = HexFormat.of().parseHex(GOOD);
                bytes[at] = (byte) value;
                try {
                    SessionRecord.read(ByteBuffer.wrap(bytes));
                } catch (JournalRejected expected) {
                    assertThat(expected).hasMessageNotContaining("null");
                }
            }
        }
    }

    private static SessionRecord read(String hex) throws JournalRejected {
        return SessionRecord.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }
}
