// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table is right whenever we die: after each step another process opens what is there. */
@Tag("protocol")
class SplitInflightTest {
    private static final int SIZE = 8;

    private final ByteBuffer region = ByteBuffer.allocateDirect(SplitInflight.bytes(SIZE)).order(ByteOrder.nativeOrder());
    private final SplitInflight table = new SplitInflight(region, SIZE);

    @Test
    void theLayoutIsTheSpecifications() throws InflightRejected {
        assertThat(SplitInflight.bytes(8)).isEqualTo(192);
        assertThat(SplitInflight.bytes(256)).isEqualTo(4160);
        assertThat(table.open(7)).isEmpty();
        table.taken(3);
        table.taken(5);
        table.returning(3);
        assertThat(region.getShort(8)).as("version").isEqualTo((short) 1);
        assertThat(region.getShort(10)).as("desc_num").isEqualTo((short) 8);
        assertThat(region.getShort(12)).as("last_batch_head").isEqualTo((short) 3);
        assertThat(region.getShort(14)).as("used_idx").isEqualTo((short) 7);
        assertThat(region.get(16 + 16 * 3)).as("inflight of 3").isEqualTo((byte) 1);
        assertThat(region.getLong(16 + 16 * 5 + 8)).as("counter of 5").isEqualTo(1);
        table.published(8);
        assertThat(region.get(16 + 16 * 3)).isZero();
        assertThat(region.getShort(14)).isEqualTo((short) 8);
    }

    @Test
    void whatWasTakenAndNotReturnedComesBackInItsOrder() throws InflightRejected {
        table.open(0);
        for (int head : new int[] {6, 2, 4, 0}) {
            table.taken(head);
        }
        table.returning(2);
        assertThat(reopened(0)).as("the used index has not gone on").containsExactly(6, 2, 4, 0);
        assertThat(reopened(1)).as("it has, and we died before we noted it").containsExactly(6, 4, 0);
    }

    @Test
    void whatWasPutBackIsNotOut() throws InflightRejected {
        table.open(0);
        for (int head : new int[] {6, 2, 4}) {
            table.taken(head);
        }
        table.putBack(4);
        assertThat(reopened(0)).containsExactly(6, 2);
        table.putBack(2);
        table.putBack(6);
        table.settle();
        assertThat(region.getShort(8)).as("with nothing out it is no table of a ring's").isZero();
    }

    @Test
    void aTableOfAnotherRingIsRefused() throws InflightRejected {
        table.open(0);
        assertThatThrownBy(() -> new SplitInflight(region, 4).open(0)).isInstanceOf(InflightRejected.class)
                .hasMessageContaining("8 entries");
        region.putShort(8, (short) 2);
        assertThatThrownBy(() -> reopened(0)).isInstanceOf(InflightRejected.class).hasMessageContaining("version 2");
        region.putShort(8, (short) 1);
        assertThatThrownBy(() -> reopened(9)).isInstanceOf(InflightRejected.class).hasMessageContaining("9 chains behind");
        region.putShort(12, (short) 8);
        assertThatThrownBy(() -> reopened(1)).isInstanceOf(InflightRejected.class).hasMessageContaining("descriptor 8 of 8");
    }

    @Test
    void randomBytesAreRefusedOrGiveHeadsOfTheRing() {
        Seeds.each(300, seed -> {
            Random random = Seeds.random(seed);
            ByteBuffer wild = ByteBuffer.wrap(Seeds.bytes(random, SplitInflight.bytes(SIZE)));
            if (random.nextBoolean()) {
                SplitInflightLayout.VERSION.put(wild, 0, 1);
                SplitInflightLayout.DESC_NUM.put(wild, 0, SIZE);
            }
            try {
                assertThat(new SplitInflight(wild, SIZE).open(random.nextInt(0x10000))).allMatch(head -> head < SIZE)
                        .doesNotHaveDuplicates();
            } catch (InflightRejected expected) {
                assertThat(expected).hasMessageContaining("in-flight table");
            }
        });
    }

    /** A model: chains in the order in which they were taken. Dies after each step, with the ring's used index as it is then. */
    @Test
    void whereverWeDieTheTableIsRight() {
        Seeds.each(50, seed -> {
            Random random = Seeds.random(seed);
            ByteBuffer bytes = ByteBuffer.allocate(SplitInflight.bytes(SIZE));
            SplitInflight running = new SplitInflight(bytes, SIZE);
            Set<Integer> out = new LinkedHashSet<>();
            int used = random.nextInt(0x10000);
            assertThat(running.open(used)).isEmpty();
            for (int step = 0; step < 300; step++) {
                if (out.size() < SIZE && random.nextBoolean()) {
                    int head = random.ints(0, SIZE).filter(free -> !out.contains(free)).findFirst().getAsInt();
                    running.taken(head);
                    out.add(head);
                } else if (!out.isEmpty()) {
                    List<Integer> batch = new ArrayList<>(out);
                    java.util.Collections.shuffle(batch, random);
                    batch = batch.subList(0, 1 + random.nextInt(batch.size()));
                    batch.forEach(running::returning);
                    assertThat(copyOpened(bytes, used)).containsExactlyElementsOf(out);
                    used = used + batch.size() & 0xffff;
                    batch.forEach(out::remove);
                    assertThat(copyOpened(bytes, used)).as("died before it was noted").containsExactlyElementsOf(out);
                    running.published(used);
                }
                assertThat(copyOpened(bytes, used)).containsExactlyElementsOf(out);
            }
        });
    }

    private List<Integer> reopened(int usedIdx) throws InflightRejected {
        return copyOpened(region, usedIdx);
    }

    private static List<Integer> copyOpened(ByteBuffer region, int usedIdx) throws InflightRejected {
        ByteBuffer copy = ByteBuffer.allocate(region.capacity()).put(region.duplicate().rewind()).flip();
        return new SplitInflight(copy, SIZE).open(usedIdx);
    }
}
