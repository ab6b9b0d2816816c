// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames from literal bytes. */
@Tag("console")
@Tag("protocol")
class FrameTest {
    @ParameterizedTest
    @CsvSource({"OUT, 01 00000002 6f6b, 6f6b", "ERR, 02 00000001 21, 21", "OUT, 01 00000000, ''", "END, 03 00000001 02, 02"})
    void theBytesOfAFrame(FrameKind kind, String bytes, String payload) throws IOException {
        Frame frame = read(bytes);
        assertThat(frame.kind()).isEqualTo(kind);
        assertThat(HexFormat.of().formatHex(frame.payload())).isEqualTo(payload);
        assertThat(HexFormat.of().formatHex(frame.encode().array())).isEqualTo(bytes.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({"OK, 0", "REFUSED, 1", "USAGE, 2"})
    void theEndCarriesTheStatus(ExitStatus status, int code) throws IOException {
        assertThat(read("03 00000001 0" + code).status()).isEqualTo(code);
        assertThat(Frame.end(status).status()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
            "kind 0,               00 00000000,       unknown kind 0",
            "kind 4,               04 00000000,       unknown kind 4",
            "kind 255,             ff 00000000,       unknown kind 255",
            "more than 64 Ki,      01 00010001,       a frame of 65537 bytes",
            "4294967295 bytes,     01 ffffffff,       a frame of 4294967295 bytes",
            "an end of nothing,    03 00000000,       a closing frame of 0 bytes",
            "an end of two bytes,  03 00000002 0000,  a closing frame of 2 bytes",
            "nothing,              '',                stopped after 0 of 5 bytes",
            "half a header,        01 0000,           stopped after 3 of 5 bytes",
            "half a payload,       01 00000004 6f6b,  stopped after 2 of 4 bytes"})
    void hostileBytesAreRefused(String what, String bytes, String reason) {
        assertThatThrownBy(() -> read(bytes)).as(what).isInstanceOf(FrameFault.class).hasMessageContaining(reason);
    }

    @Test
    void whatTheClientWouldRefuseIsNotSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Frame(FrameKind.OUT, new byte[Frame.MOST_BYTES + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Frame(FrameKind.END, new byte[0]));
    }

    private static Frame read(String hex) throws IOException {
        return Frame.read(new ByteArrayInputStream(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }
}
