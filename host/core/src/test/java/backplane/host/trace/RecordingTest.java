// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceState;
import backplane.operation.TraceEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings from bytes that are written out here, and spoiled one field at a time. */
class RecordingTest {
    private static final String MAGIC = "4241434b504c414e452d5245434f5244494e4720310a";
    /** Type gpio, device g, features 1, one setting lines=8, a state of version 3 with two bytes. */
    private static final String HEAD = MAGIC + "0004" + "6770696f" + "0001" + "67" + "0000000000000001" + "00000001"
            + "0005" + "6c696e6573" + "0001" + "38" + "01" + "00000003" + "00000002" + "abcd";
    private static final String REQUEST = "01" + "00000000" + "0000000000000001" + "0000000000000005" + "0000000000000002"
            + "0000000000000008" + "00000008" + "0400030000000000";
    private static final String ANSWER = "02" + "00000000" + "0000000000000001" + "0000000000000009" + "0000000000000002"
            + "0000000000000002" + "00000002" + "0001";

    @TempDir
    private Path folder;

    private RecordingReader reader(String hex) throws IOException, RecordingRejected {
        return new RecordingReader(Files.write(folder.resolve("recording"), HexFormat.of().parseHex(hex)));
    }

    @Test
    void whatIsWrittenOutIsRead() throws IOException, RecordingRejected {
        try (RecordingReader reader = reader(HEAD + REQUEST + ANSWER)) {
            assertThat(reader.head().type()).isEqualTo("gpio");
            assertThat(reader.head().features()).isEqualTo(1);
            assertThat(reader.head().settings()).isEqualTo(Map.of("lines", "8"));
            assertThat(reader.head().state().version()).isEqualTo(3);
            assertThat(reader.head().state().bytes()).containsExactly(0xab, 0xcd);
            TraceEntry request = reader.next();
            assertThat(request.kind()).isEqualTo(TraceEntry.Kind.REQUEST);
            assertThat(request.room()).isEqualTo(2);
            assertThat(request.bytes()).containsExactly(4, 0, 3, 0, 0, 0, 0, 0);
            assertThat(reader.next().kind()).isEqualTo(TraceEntry.Kind.ANSWER);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void theWriterWritesThat() throws IOException {
        Path file = folder.resolve("written");
        RecordingHead head = new RecordingHead("gpio", "g", 1, Map.of("lines", "8"), new DeviceState("gpio", 3, new byte[] {(byte) 0xab,
            (byte) 0xcd}));
        try (RecordingWriter writer = new RecordingWriter(file, head, 200)) {
            TraceEntry entry = new TraceEntry(Instant.EPOCH, TraceEntry.Kind.ANSWER, 0, 1, 2, new byte[] {0, 1}, 2, "");
            assertThat(writer.add(entry)).isTrue();
            for (int i = 0; i < 10; i++) {
                writer.add(entry);
            }
            assertThat(writer.add(entry)).as("the file is full").isFalse();
        }
        String hex = HexFormat.of().formatHex(Files.readAllBytes(file));
        assertThat(hex).startsWith(HEAD + "02" + "00000000" + "0000000000000001").hasSizeLessThanOrEqualTo(400);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThatThrownBy(() -> new RecordingWriter(file, head, 200)).isInstanceOf(IOException.class);
    }

    /** Byte, what stands there instead, and what the message names. */
    @ParameterizedTest
    @CsvSource({"0, 00, does not begin", "40, ffffffff, settings", "58, 7fffffff, allowed are 0 to 16777216", "64, 03, kind 3",
        "65, 00000400, queue 1024", "85, 0000000100000000, with room for 4294967296", "93, ffffffffffffffff, -1 bytes",
        "101, 00001001, allowed are 0 to 4096", "101, ffffffff, -1 bytes"})
    void aSpoiledFieldIsNamed(int at, String bytes, String said) {
        String whole = HEAD + REQUEST;
        String spoiled = whole.substring(0, at * 2) + bytes + whole.substring(at * 2 + bytes.length());
        assertThatThrownBy(() -> {
            try (RecordingReader reader = reader(spoiled)) {
                reader.next();
            }
        }).isInstanceOf(RecordingRejected.class).hasMessageContaining(said);
    }

    @Test
    void onlyItsEndsAreEnds() throws IOException, RecordingRejected {
        String whole = HEAD + REQUEST;
        for (int length = 0; length < whole.length(); length += 2) {
            String cut = whole.substring(0, length);
            if (length == HEAD.length()) {
                try (RecordingReader reader = reader(cut)) {
                    assertThat(reader.next()).isNull();
                }
                continue;
            }
            assertThatThrownBy(() -> {
                try (RecordingReader reader = reader(cut)) {
                    reader.next();
                }
            }).as("%d bytes", length / 2).isInstanceOf(RecordingRejected.class);
        }
    }
}
