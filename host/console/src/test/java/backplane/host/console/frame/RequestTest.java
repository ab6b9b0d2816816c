// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests from literal bytes. */
@Tag("console")
@Tag("protocol")
class RequestTest {
    /** {@code show gpio0}: magic, two words, 4 bytes "show", 5 bytes "gpio0". */
    private static final String SHOW = "42504331 00000002 00000004 73686f77 00000005 6770696f30";

    @Test
    void theBytesOfARequestAreItsWords() throws IOException {
        assertThat(read(SHOW).words()).containsExactly("show", "gpio0");
    }

    @Test
    void aRequestHasTheseBytes() {
        assertThat(hex(new Request(List.of("show", "gpio0")).encode())).isEqualTo(SHOW.replace(" ", ""));
    }

    @Test
    void emptyWordsAndWordsOfOtherAlphabetsAreWords() throws IOException {
        assertThat(read("42504331 00000003 00000001 61 00000000 00000004 c3bcc39f").words()).containsExactly("a", "", "üß");
    }

    @Test
    void whatFollowsARequestIsNotRead() throws IOException {
        ByteArrayInputStream stream = stream("42504331 00000001 00000001 61 ff");
        Request.read(stream);
        assertThat(stream.read()).isEqualTo(0xff);
    }

    @ParameterizedTest
    @CsvSource({
            "another magic,              42504332 00000001 00000001 61,          no request",
            "no word,                    42504331 00000000,                      a request of 0 words",
            "65 words,                   42504331 00000041,                      a request of 65 words",
            "4294967295 words,           42504331 ffffffff,                      a request of 4294967295 words",
            "a word longer than all,     42504331 00000001 00010001,             a word of 65537 bytes where 65536 are left",
            "a word of 4294967295 bytes, 42504331 00000001 ffffffff,             a word of 4294967295 bytes",
            "no UTF-8,                   42504331 00000001 00000002 c328,        no UTF-8",
            "half a surrogate,           42504331 00000001 00000003 eda080,      no UTF-8",
            "nothing,                    '',                                     stopped after 0 of 8 bytes",
            "the end in the header,      42504331 0000,                          stopped after 6 of 8 bytes",
            "the end in a length,        42504331 00000001 0000,                 stopped after 2 of 4 bytes",
            "the end in a word,          42504331 00000001 00000004 7368,        stopped after 2 of 4 bytes",
            "the end between words,      42504331 00000002 00000001 61,          stopped after 0 of 4 bytes"})
    void hostileBytesAreRefused(String what, String bytes, String reason) {
        assertThatThrownBy(() -> read(bytes)).as(what).isInstanceOf(FrameFault.class).hasMessageContaining(reason);
    }

    @Test
    void allWordsTogetherHaveAtMost64Ki() throws IOException {
        String half = "61".repeat(32 * 1024);
        assertThat(read("42504331 00000002 00008000" + half + "00008000" + half).words()).hasSize(2);
        assertThatThrownBy(() -> read("42504331 00000003 00008000" + half + "00008000" + half + "00000001 61"))
                .hasMessageContaining("where 0 are left");
    }

    @Test
    void whatTheHostWouldRefuseIsNotSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(Collections.nCopies(65, "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(List.of("ü".repeat(32 * 1024), "a")));
        assertThat(new Request(List.of("ü".repeat(32 * 1024))).words()).hasSize(1);
    }

    private static Request read(String hex) throws IOException {
        return Request.read(stream(hex));
    }

    private static ByteArrayInputStream stream(String hex) {
        return new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return HexFormat.of().formatHex(all);
    }
}
