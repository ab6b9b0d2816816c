// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control sequences are left out, wherever a write ends; the rest stays. */
@Tag("console")
class PlainTextTest {
    @ParameterizedTest
    @CsvSource({
            "plain ü,                      plain ü",
            "'^[[1mDESCRIPTION^[[22m',     DESCRIPTION",
            "'^[[38;5;9mred^[[0m^[[m.',    red.",
            "'a^[Mb',                      'a^[Mb'",
            "'a^[[K^[[2Jb',                ab",
            "'a[1mb',                      'a[1mb'",
            "'cut^[[',                     cut"})
    void text(String written, String kept) throws IOException {
        byte[] bytes = written.replace("^[", "\u001b").getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            PlainText plain = new PlainText(target);
            plain.write(bytes, 0, cut);
            plain.write(bytes, cut, bytes.length - cut);
            assertThat(target.toString(StandardCharsets.UTF_8)).as("cut at %s", cut).isEqualTo(kept.replace("^[", "\u001b"));
        }
    }
}
