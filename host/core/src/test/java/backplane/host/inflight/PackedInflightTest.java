// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packed in-flight table: its bytes, and what the next back-end reads from them wherever this one died. */
@Tag("protocol")
class PackedInflightTest {
    private static final int SIZE = 8;
    /** Where the fields of struct QueueRegionPacked and DescStatePacked are, by the specification's text. */
    private static final int VERSION = 8;
    private static final int FREE_HEAD = 12;
    private static final int USED_IDX = 16;
    private static final int ENTRIES = 32;

    private final ByteBuffer region = ByteBuffer.allocateDirect(PackedInflight.bytes(SIZE)).order(ByteOrder.nativeOrder());
    private final PackedInflight table = new PackedInflight(region, SIZE);

    @Test
    void theLayoutIsTheSpecifications() throws InflightRejected {
        assertThat(PackedInflight.bytes(8)).isEqualTo(320);
        assertThat(PackedInflight.bytes(3)).isEqualTo(128);
        assertThat(table.open(5, true, slot -> false)).isEmpty();
        int entry = take(table, 7, 0x1111, 0x2222);
        assertThat(region.getShort(VERSION)).isEqualTo((short) 1);
        assertThat(region.getShort(VERSION + 2)).as("desc_num").isEqualTo((short) 8);
        assertThat(region.getShort(FREE_HEAD)).isEqualTo((short) 2);
        assertThat(region.getShort(FREE_HEAD + 2)).as("old_free_head").isEqualTo((short) 2);
        assertThat(region.getShort(USED_IDX)).isEqualTo((short) 5);
        assertThat(region.getShort(USED_IDX + 2)).as("old_used_idx").isEqualTo((short) 5);
        assertThat(region.get(20)).as("used_wrap_counter").isEqualTo((byte) 1);
        assertThat(region.get(ENTRIES)).as("inflight").isEqualTo((byte) 1);
        assertThat(region.getShort(ENTRIES + 2)).as("next").isEqualTo((short) 1);
        assertThat(region.getShort(ENTRIES + 4)).as("last").isEqualTo((short) 1);
        assertThat(region.getShort(ENTRIES + 6)).as("num").isEqualTo((short) 2);
        assertThat(region.getLong(ENTRIES + 8)).as("counter").isZero();
        assertThat(region.getShort(ENTRIES + 32 + 16)).as("id of the second").isEqualTo((short) 7);
        assertThat(region.getShort(ENTRIES + 32 + 18)).as("flags").isEqualTo((short) 3);
        assertThat(region.getInt(ENTRIES + 32 + 20)).as("len").isEqualTo(16);
        assertThat(region.getLong(ENTRIES + 32 + 24)).as("addr").isEqualTo(0x2222);
        table.returning(entry, 7, true);
        assertThat(region.getShort(USED_IDX)).isEqualTo((short) 7);
        assertThat(region.getShort(USED_IDX + 2)).isEqualTo((short) 5);
        assertThat(region.get(ENTRIES)).isEqualTo((byte) 1);
        table.published();
        assertThat(region.getShort(USED_IDX + 2)).isEqualTo((short) 7);
        assertThat(region.get(ENTRIES)).isZero();
        assertThat(region.getShort(FREE_HEAD)).isZero();
    }

    @Test
    void aTableThatIsOfAnotherRingOrLinksInCirclesIsRefused() throws InflightRejected {
        table.open(0, true, slot -> false);
        take(table, 1, 1, 2);
        assertThatThrownBy(() -> new PackedInflight(region, 4).open(0, true, slot -> false)).isInstanceOf(InflightRejected.class)
                .hasMessageContaining("8 entries");
        spoil(VERSION, 2, "version 2");
        spoil(USED_IDX, 8, "slot");
        spoil(USED_IDX + 2, 9, "slot");
        spoil(FREE_HEAD + 2, 1, "twice");
        spoil(ENTRIES + 6, 0, "0 descriptors");
        spoil(ENTRIES + 6, 9, "twice");
        spoil(ENTRIES + 2, 0, "twice");
        spoil(ENTRIES + 32 * 4 + 2, 3, "twice");
        spoil(ENTRIES + 32 + 16, 8, "buffer id");
        assertThat(reopened(region, false)).hasSize(1);
    }

    @Test
    void randomBytesAreRefusedOrGiveChainsOfTheRing() {
        Seeds.each(300, seed -> {
            Random random = Seeds.random(seed);
            ByteBuffer wild = ByteBuffer.wrap(Seeds.bytes(random, PackedInflight.bytes(SIZE))).order(ByteOrder.nativeOrder());
            wild.putShort(VERSION, (short) 1).putShort(VERSION + 2, (short) SIZE);
            for (int at = FREE_HEAD; at < 20; at += 2) {
                wild.putShort(at, (short) random.nextInt(SIZE + 1));
            }
            for (int entry = 0; entry < SIZE; entry++) {
                int at = ENTRIES + 32 * entry;
                wild.put(at, (byte) random.nextInt(2)).putShort(at + 2, (short) random.nextInt(SIZE + 1))
                        .putShort(at + 6, (short) random.nextInt(4)).putShort(at + 16, (short) random.nextInt(SIZE + 1));
            }
            try {
                List<PackedInflight.Chain> chains = new PackedInflight(wild, SIZE).open(0, true, slot -> random.nextBoolean());
                assertThat(chains.stream().mapToInt(chain -> chain.descriptors().size()).sum()).isLessThanOrEqualTo(SIZE);
                assertThat(chains).allMatch(chain -> chain.id() < SIZE);
            } catch (InflightRejected expected) {
                assertThat(expected).hasMessageContaining("in-flight table");
            }
        });
    }

    /** A model: chains in the order in which they were taken. Dies after each step, before and after the driver can see a batch. */
    @Test
    void whereverWeDieTheTableIsRight() {
        Seeds.each(50, seed -> {
            Random random = Seeds.random(seed);
            ByteBuffer bytes = ByteBuffer.allocate(PackedInflight.bytes(SIZE)).order(ByteOrder.nativeOrder());
            PackedInflight running = new PackedInflight(bytes, SIZE);
            assertThat(running.open(0, true, slot -> false)).isEmpty();
            List<Map.Entry<Integer, Integer>> out = new ArrayList<>();
            int id = 0;
            int free = SIZE;
            int position = 0;
            for (int step = 0; step < 300; step++) {
                int slots = 1 + random.nextInt(3);
                if (slots <= free && random.nextBoolean()) {
                    id = (id + 1) % SIZE;
                    out.add(Map.entry(take(running, id, new long[slots]), id));
                    free -= slots;
                } else if (!out.isEmpty()) {
                    List<Integer> before = ids(out);
                    int batch = 1 + random.nextInt(out.size());
                    for (int i = 0; i < batch; i++) {
                        int entry = out.remove(random.nextInt(out.size())).getKey();
                        int used = bytes.getShort(ENTRIES + 32 * entry + 6);
                        position = (position + used) % (2 * SIZE);
                        free += used;
                        running.returning(entry, position % SIZE, position < SIZE);
                    }
                    assertThat(idsOf(reopened(bytes, false))).as("the driver has not seen it").isEqualTo(before);
                    if (bytes.getShort(USED_IDX) != bytes.getShort(USED_IDX + 2) || bytes.get(20) != bytes.get(21)) {
                        assertThat(idsOf(reopened(bytes, true))).as("it has, and we died before we noted it").isEqualTo(ids(out));
                    }
                    running.published();
                }
                assertThat(idsOf(reopened(bytes, true))).isEqualTo(ids(out));
            }
        });
    }

    private void spoil(int at, int value, String why) {
        ByteBuffer copy = copy(region).putShort(at, (short) value);
        assertThatThrownBy(() -> new PackedInflight(copy, SIZE).open(0, true, slot -> true)).as("%s at %s", value, at)
                .isInstanceOf(InflightRejected.class).hasMessageContaining(why);
    }

    private static int take(PackedInflight table, int id, long... addresses) {
        table.begin();
        for (int i = 0; i < addresses.length; i++) {
            table.add(addresses[i], 16, id, 3, i + 1 == addresses.length);
        }
        return table.end();
    }

    private static List<Integer> ids(List<Map.Entry<Integer, Integer>> out) {
        return out.stream().map(Map.Entry::getValue).toList();
    }

    private static List<Integer> idsOf(List<PackedInflight.Chain> chains) {
        return chains.stream().map(PackedInflight.Chain::id).toList();
    }

    private static List<PackedInflight.Chain> reopened(ByteBuffer region, boolean shown) throws InflightRejected {
        return new PackedInflight(copy(region), SIZE).open(0, true, slot -> shown);
    }

    private static ByteBuffer copy(ByteBuffer region) {
        return ByteBuffer.allocate(region.capacity()).put(region.duplicate().rewind()).flip().order(ByteOrder.nativeOrder());
    }
}
