// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands and answers from a file of bytes, each section on a device of its own. */
@Tag("scmi")
class ScmiRowsTest {
    private static final int ROOM = 136;

    static Stream<List<String>> sections() throws IOException {
        try (InputStream in = ScmiRowsTest.class.getResourceAsStream("rows.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Arrays.stream(text.split("\n\n")).map(section -> Arrays.stream(section.split("\n"))
                    .filter(line -> !line.startsWith("#") && !line.isBlank()).toList()).filter(lines -> !lines.isEmpty()).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sections")
    void eachCommandIsAnsweredAsItIsWritten(List<String> section) {
        List<String> wrong = new ArrayList<>();
        try (DriverSide driver = new DriverSide()) {
            for (String line : section) {
                String[] sides = line.substring(line.indexOf(" : ") + 3).split(" = ");
                String answer = driver.ask(bytes(sides[0]), ROOM);
                if (!answer.equals(bytes(sides[1]))) {
                    wrong.add(line + "\n  is " + answer + "\n  not " + bytes(sides[1]));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** @param words as the file's head explains */
    static String bytes(String words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String word : words.strip().split(" ")) {
            int colon = word.indexOf(':');
            String kind = colon < 0 ? "" : word.substring(0, colon);
            String value = word.substring(colon + 1);
            switch (kind) {
                case "" -> little(out, Long.parseLong(value, 16), 4);
                case "q" -> little(out, Long.parseLong(value, 16), 8);
                case "h" -> little(out, Long.parseLong(value, 16), 2);
                case "b" -> little(out, Long.parseLong(value, 16), 1);
                default -> {
                    int most = Integer.parseInt(kind.substring(1));
                    byte[] text = Arrays.copyOf(value.getBytes(StandardCharsets.US_ASCII), most);
                    out.writeBytes(text);
                    out.write(0);
                }
            }
        }
        return HexFormat.ofDelimiter(" ").formatHex(out.toByteArray());
    }

    private static void little(ByteArrayOutputStream out, long value, int width) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
