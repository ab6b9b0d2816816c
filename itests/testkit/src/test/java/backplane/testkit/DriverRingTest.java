// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.memory.GuestAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The driver's side of a split ring, held against literal bytes (VIRTIO 1.4, "Split Virtqueues"); ring of 4 at 0x10000. */
@Tag("protocol")
class DriverRingTest {
    // with EVENT_IDX: descriptors 0x00, available 0x40 (6 + 2 * 4), used 0x50 (6 + 8 * 4), buffers from 0x80 on
    private static final int AVAIL = 0x40;
    private static final int USED = 0x50;
    private static final FeatureSet BOTH = FeatureSet.of(VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC);

    private final ByteBuffer window = ByteBuffer.allocateDirect(4096);
    private final DriverRing ring = new DriverRing(window, new GuestAddress(0x10000), 4, BOTH);

    @Test
    void aChainOfTwoIsWrittenAsTheSpecificationHasIt() {
        int head = ring.add(List.of(new byte[] {1, 2, 3}), 2);

        assertThat(head).isZero();
        assertThat(hex(0, 32)).isEqualTo(
                "8000010000000000" + "03000000" + "0100" + "0100"
                + "9000010000000000" + "02000000" + "0200" + "0000");
        assertThat(hex(0x80, 3)).isEqualTo("010203");
        assertThat(hex(AVAIL, 14)).as("nothing is published yet").isEqualTo("0000" + "0000" + "0000000000000000" + "0000");
        ring.publish();
        assertThat(hex(AVAIL, 14)).isEqualTo("0000" + "0100" + "0000000000000000" + "0000");
    }

    @Test
    void anIndirectChainTakesOneDescriptor() {
        ring.addIndirect(List.of(new byte[] {9}, new byte[] {8}), 4);

        assertThat(hex(0, 16)).isEqualTo("b000010000000000" + "30000000" + "0400" + "0000");
        assertThat(hex(0xb0, 48)).isEqualTo(
                "8000010000000000" + "01000000" + "0100" + "0100"
                + "9000010000000000" + "01000000" + "0100" + "0200"
                + "a000010000000000" + "04000000" + "0200" + "0000");
        assertThat(ring.freeDescriptors()).isEqualTo(3);
    }

    @Test
    void usedChainsComeBackWithTheirBytes() {
        int first = ring.add(List.of(new byte[] {1}), 2, 2);
        int second = ring.add(List.of(new byte[] {2}));
        ring.publish();
        put(0x90, "aabb");
        put(0xa0, "cc");
        put(USED, "0000" + "0200" + "03000000" + "00000000" + "00000000" + "03000000");

        assertThat(second).isEqualTo(3);
        assertThat(ring.poll()).containsExactly(
                new UsedChain(second, 0, new byte[0]),
                new UsedChain(first, 3, new byte[] {(byte) 0xaa, (byte) 0xbb, (byte) 0xcc}));
        assertThat(ring.poll()).isEmpty();
        assertThat(ring.outstanding()).isZero();
        assertThat(ring.freeDescriptors()).isEqualTo(4);
    }

    @Test
    void partsAreWhereTheLayoutSays() {
        assertThat(ring.descriptorTable()).isEqualTo(new GuestAddress(0x10000));
        assertThat(ring.availableRing()).isEqualTo(new GuestAddress(0x10000 + AVAIL));
        assertThat(ring.usedRing()).isEqualTo(new GuestAddress(0x10000 + USED));
    }

    @Test
    void anUnknownHeadIsADevicesFault() {
        put(USED, "0000" + "0100" + "02000000" + "00000000");
        assertThatThrownBy(ring::poll).isInstanceOf(AssertionError.class).hasMessageContaining("head 2");
    }

    @Test
    void aHeadReturnedTwiceIsADevicesFault() {
        ring.add(List.of(new byte[1]));
        put(USED, "0000" + "0200" + "00000000" + "00000000" + "00000000" + "00000000");
        assertThatThrownBy(ring::poll).isInstanceOf(AssertionError.class).hasMessageContaining("head 0");
    }

    @Test
    void moreWrittenThanThereIsRoomIsADevicesFault() {
        ring.add(List.of(), 2);
        put(USED, "0000" + "0100" + "00000000" + "03000000");
        assertThatThrownBy(ring::poll).isInstanceOf(AssertionError.class).hasMessageContaining("3 bytes");
    }

    @Test
    void aUsedIndexThatJumpsIsADevicesFault() {
        put(USED, "0000" + "0500");
        assertThatThrownBy(ring::poll).isInstanceOf(AssertionError.class).hasMessageContaining("from 0 to 5");
    }

    @Test
    void availEventDecidesAboutKicks() {
        put(USED + 36, "0000");
        ring.add(List.of(new byte[1]));
        ring.publish();
        assertThat(ring.needsKick()).as("avail_event 0, index 0 to 1").isTrue();
        ring.add(List.of(new byte[1]));
        ring.publish();
        assertThat(ring.needsKick()).as("avail_event 0, index 1 to 2").isFalse();
        put(USED + 36, "0200");
        ring.add(List.of(new byte[1]));
        ring.add(List.of(new byte[1]));
        ring.publish();
        assertThat(ring.needsKick()).as("avail_event 2, index 2 to 4").isTrue();
        assertThat(ring.needsKick()).as("nothing new").isFalse();
    }

    @Test
    void withoutEventIdxTheFlagDecides() {
        DriverRing plain = new DriverRing(window, new GuestAddress(0x10000), 4, FeatureSet.NONE);
        assertThat(plain.usedRing()).as("no used_event").isEqualTo(new GuestAddress(0x1004c));
        plain.add(List.of(new byte[1]));
        plain.publish();
        assertThat(plain.needsKick()).isTrue();
        put(0x4c, "0100");
        plain.add(List.of(new byte[1]));
        plain.publish();
        assertThat(plain.needsKick()).isFalse();
        plain.disarmCalls();
        assertThat(hex(AVAIL, 2)).isEqualTo("0100");
        plain.armCalls();
        assertThat(hex(AVAIL, 2)).isEqualTo("0000");
        assertThatThrownBy(() -> plain.addIndirect(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void armingAsksForTheNextUsedChain() {
        assertThat(ring.armCalls()).isFalse();
        assertThat(hex(AVAIL + 12, 2)).isEqualTo("0000");
        ring.add(List.of(new byte[1]));
        put(USED, "0000" + "0100" + "00000000" + "00000000");
        assertThat(ring.armCalls()).as("one is there already").isTrue();
        ring.poll();
        assertThat(ring.armCalls()).isFalse();
        assertThat(hex(AVAIL + 12, 2)).isEqualTo("0100");
        ring.disarmCalls();
        assertThat(hex(AVAIL + 12, 2)).isEqualTo("0000");
    }

    @Test
    void tortureWritesWhatItIsTold() {
        ring.descriptor(1, 0xffff_ffff_ffff_fff0L, 0xffff_ffffL, 7, 0x9999);
        ring.availEntry(2, 0x1234);
        ring.usedEvent(0x4321);
        ring.availIndex(0xfffe);

        assertThat(hex(16, 16)).isEqualTo("f0ffffffffffffff" + "ffffffff" + "0700" + "9999");
        assertThat(hex(AVAIL, 14)).isEqualTo("0000" + "feff" + "0000" + "0000" + "3412" + "0000" + "2143");
    }

    @Test
    void anOfferedHeadThatWasNeverAddedComesBackRaw() {
        ring.descriptor(2, 0x10080, 1, 0, 0);
        ring.offer(2);
        ring.publish();
        assertThat(hex(AVAIL, 6)).isEqualTo("0000" + "0100" + "0200");
        put(USED, "0000" + "0100" + "02000000" + "00000000");
        assertThat(ring.pollRaw()).singleElement().isEqualTo(new long[] {2, 0});
    }

    @Test
    void buffersAndDescriptorsAreNeitherLostNorGivenTwice() {
        Seeds.each(20, seed -> {
            Random random = Seeds.random(seed);
            ByteBuffer memory = ByteBuffer.allocateDirect(DriverRing.bytes(16, 4096));
            DriverRing driver = new DriverRing(memory, new GuestAddress(0), 16, BOTH);
            List<Integer> out = new java.util.ArrayList<>();
            int chains = random.nextInt(8) == 0 ? 70_000 : 2_000;
            for (int used = 0; used < chains;) {
                if (random.nextBoolean() && driver.freeDescriptors() >= 3) {
                    int head = random.nextBoolean() ? driver.add(List.of(new byte[random.nextInt(40)]), random.nextInt(40), 1)
                            : driver.addIndirect(List.of(new byte[random.nextInt(40)]), random.nextInt(40));
                    assertThat(out).doesNotContain(head);
                    out.add(head);
                    driver.publish();
                } else if (!out.isEmpty()) {
                    int head = out.remove(random.nextInt(out.size()));
                    // 16 entries: available 0x100, used 0x128
                    memory.putInt(0x128 + 4 + 8 * (used & 15), Integer.reverseBytes(head));
                    memory.putInt(0x128 + 8 + 8 * (used & 15), 0);
                    used++;
                    memory.putShort(0x128 + 2, Short.reverseBytes((short) used));
                    assertThat(driver.poll()).singleElement().extracting(UsedChain::head).isEqualTo(head);
                }
                assertThat(driver.outstanding()).isEqualTo(out.size());
            }
        });
    }

    private String hex(int at, int length) {
        byte[] bytes = new byte[length];
        window.get(at, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void put(int at, String hex) {
        window.put(at, HexFormat.of().parseHex(hex));
    }
}
