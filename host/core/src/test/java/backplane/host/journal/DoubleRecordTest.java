// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record is there whole at any moment, or the file is refused. */
@Tag("protocol")
@Tag("takeover")
class DoubleRecordTest {
    private static final int SIZE = 128;
    /** Magic, version, number, length, checksum: 24 bytes before those of the record. */
    private static final int HEAD = 24;

    @Test
    void theLatestRecordIsRead() throws JournalRejected {
        ByteBuffer file = ByteBuffer.allocate(SIZE);
        assertThat(read(file)).isNull();
        DoubleRecord record = new DoubleRecord(file, 1);
        for (String text : List.of("one", "", "three, which is longer", "4")) {
            record.write(bytes(text));
            assertThat(read(file)).isEqualTo(text);
        }
        DoubleRecord successor = new DoubleRecord(file, 1);
        successor.read();
        successor.write(bytes("five"));
        assertThat(read(file)).isEqualTo("five");
    }

    @Test
    void eachSpoiledByteOfARecordIsNoticed() throws JournalRejected {
        for (int records = 1; records <= 3; records++) {
            ByteBuffer file = ByteBuffer.allocate(SIZE);
            DoubleRecord record = new DoubleRecord(file, 1);
            List<String> written = List.of("first", "second", "third").subList(0, records);
            written.forEach(text -> record.write(bytes(text)));
            for (int place = 0; place < Math.min(2, records); place++) {
                String inPlace = written.get(place == 0 ? (records - 1) / 2 * 2 : 1);
                for (int i = 0; i < HEAD + inPlace.length(); i++) {
                    for (int bit = 0; bit < 8; bit++) {
                        ByteBuffer spoiled = copy(file, SIZE);
                        int at = place * SIZE / 2 + i;
                        spoiled.put(at, (byte) (spoiled.get(at) ^ 1 << bit));
                        String after = readOrRefused(spoiled);
                        // a number that is gone makes no difference to a record that is complete
                        assertThat(after).as("%d records, byte %d, bit %d", records, at, bit).isIn("refused", written.get(records - 1));
                    }
                }
            }
        }
    }

    @Test
    void aFileOfAnotherVersionIsRefusedByName() {
        ByteBuffer file = ByteBuffer.allocate(SIZE);
        new DoubleRecord(file, 2).write(bytes("from tomorrow"));
        assertThatThrownBy(() -> read(file)).isInstanceOf(JournalRejected.class).hasMessageContaining("version 2");
    }

    @Test
    void noiseIsRefused() {
        for (int value = 1; value < 256; value++) {
            ByteBuffer file = ByteBuffer.allocate(SIZE);
            for (int i = 0; i < SIZE; i++) {
                file.put(i, (byte) value);
            }
            assertThatThrownBy(() -> read(file)).isInstanceOf(JournalRejected.class);
        }
    }

    /** The steps of a write, byte by byte in the order in which they are made: after each the former record or the new one is there. */
    @Test
    void aWriteThatStopsAnywhereLeavesOneOfTheTwo() throws JournalRejected {
        ByteBuffer before = ByteBuffer.allocate(SIZE);
        DoubleRecord record = new DoubleRecord(before, 1);
        record.write(bytes("first"));
        record.write(bytes("second"));
        ByteBuffer after = copy(before, SIZE);
        DoubleRecord same = new DoubleRecord(after, 1);
        same.read();
        same.write(bytes("third"));
        List<Integer> order = new ArrayList<>();
        for (int i = HEAD; i < HEAD + 5; i++) {
            order.add(i);
        }
        for (int i : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23}) {
            order.add(i);
        }
        ByteBuffer stopped = copy(before, SIZE);
        stopped.putLong(8, 0);
        assertThat(read(stopped)).isEqualTo("second");
        for (int i : order) {
            stopped.put(i, after.get(i));
            assertThat(read(stopped)).as("stopped at byte %d", i).isIn("second", "third");
        }
        stopped.putLong(8, after.getLong(8));
        assertThat(read(stopped)).isEqualTo("third");
    }

    private static String readOrRefused(ByteBuffer file) {
        try {
            return read(file);
        } catch (JournalRejected refused) {
            return "refused";
        }
    }

    private static String read(ByteBuffer file) throws JournalRejected {
        ByteBuffer found = new DoubleRecord(file, 1).read();
        return found == null ? null : StandardCharsets.UTF_8.decode(found).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer copy(ByteBuffer file, int length) {
        return ByteBuffer.allocate(length).put(0, file, 0, length);
    }
}
