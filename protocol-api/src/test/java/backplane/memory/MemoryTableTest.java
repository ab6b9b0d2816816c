// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.memory.MemoryFault.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses to bytes. Each region's bytes begin with its number, so that a test can see where it landed. */
@Tag("protocol")
class MemoryTableTest {
    private static final long GIB = 1L << 30;
    private final Extent extent = new Extent();

    @Test
    void anEmptyTableHoldsNothing() {
        assertThat(MemoryTable.EMPTY.regions()).isEmpty();
        assertThat(MemoryTable.EMPTY.size()).isZero();
        unmapped(() -> MemoryTable.EMPTY.locate(new GuestAddress(0), 1, extent));
        unmapped(() -> MemoryTable.EMPTY.view(new GuestAddress(0), 1));
    }

    @Test
    void regionsAreFoundWhateverTheirOrder() {
        MemoryTable table = table(region(0x3000, 0x1000, 0x7000, 3), region(0x1000, 0x1000, 0x9000, 1));

        assertThat(table.regions()).extracting(r -> r.mapping().guest().value()).containsExactly(0x1000L, 0x3000L);
        assertThat(table.size()).isEqualTo(0x2000);
        assertThat(firstByte(table, 0x1000)).isEqualTo(1);
        assertThat(firstByte(table, 0x3000)).isEqualTo(3);
        assertThat(table.view(new FrontendAddress(0x7000), 1).get(0)).isEqualTo((byte) 3);
        assertThat(table.view(new FrontendAddress(0x9000), 1).get(0)).isEqualTo((byte) 1);
    }

    @Test
    void whatIsAroundARegionIsNotMapped() {
        MemoryTable table = table(region(0x1000, 0x1000, 0x9000, 1), region(0x3000, 0x1000, 0x7000, 3));
        for (long address : new long[] {0, 0xfff, 0x2000, 0x2fff, 0x4000, -1, Long.MIN_VALUE, 0x9000}) {
            unmapped(() -> table.locate(new GuestAddress(address), 1, extent));
            unmapped(() -> table.view(new GuestAddress(address), 1));
        }
        unmapped(() -> table.view(new FrontendAddress(0x1000), 1));
    }

    @Test
    void aRangeOverAdjacentRegionsComesInPieces() {
        MemoryTable table = table(region(0x1000, 0x1000, 0x9000, 1), region(0x2000, 0x1000, 0x7000, 2));

        table.locate(new GuestAddress(0x1ff0), 0x100, extent);
        assertThat(extent.position()).isEqualTo(0xff0);
        assertThat(extent.length()).isEqualTo(0x10);
        table.locate(new GuestAddress(0x2000), 0xf0, extent);
        assertThat(extent.buffer().get(extent.position())).isEqualTo((byte) 2);
        assertThat(extent.length()).isEqualTo(0xf0);
        table.locate(new GuestAddress(0x2fff), 2, extent);
        assertThat(extent.length()).as("and the rest is nowhere").isEqualTo(1);
        unmapped(() -> table.locate(new GuestAddress(0x3000), 1, extent));
    }

    @Test
    void aViewMustBeWholeInOneRegion() {
        MemoryTable table = table(region(0x1000, 0x1000, 0x9000, 1), region(0x2000, 0x1000, 0xa000, 2));

        assertThat(table.view(new GuestAddress(0x1fff), 1).capacity()).isEqualTo(1);
        assertThat(table.view(new GuestAddress(0x1000), 0x1000).capacity()).isEqualTo(0x1000);
        unmapped(() -> table.view(new GuestAddress(0x1fff), 2));
        unmapped(() -> table.view(new GuestAddress(0x1000), 0x1001));
        unmapped(() -> table.view(new FrontendAddress(0x9fff), 2));
        unmapped(() -> table.view(new GuestAddress(0x1000), Integer.MAX_VALUE));
    }

    @Test
    void aViewIsLittleEndianAndItsOwn() {
        MemoryTable table = table(region(0x1000, 0x1000, 0x9000, 1));
        ByteBuffer view = table.view(new GuestAddress(0x1800), 8);

        assertThat(view.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        view.putInt(0x01020304);
        assertThat(table.view(new FrontendAddress(0x9800), 8).get(0)).as("the same bytes").isEqualTo((byte) 4);
        assertThat(table.view(new GuestAddress(0x1800), 8).position()).as("a position of its own").isZero();
    }

    @Test
    void aRegionMayEndAtTheTop() {
        MemoryTable table = table(region(-0x1000, 0x1000, -0x1000, 9), region(0, 0x1000, 0, 0));

        assertThat(firstByte(table, -0x1000)).isEqualTo(9);
        table.locate(new GuestAddress(-1), 100, extent);
        assertThat(extent.length()).as("it does not go on at 0").isEqualTo(1);
        assertThat(extent.position()).isEqualTo(0xfff);
        unmapped(() -> table.view(new GuestAddress(-1), 2));
        unmapped(() -> table.view(new FrontendAddress(-1), 2));
        assertThat(table.view(new GuestAddress(-1), 1).capacity()).isEqualTo(1);
    }

    @Test
    void overlappingRegionsAreRefused() {
        overlap(region(0x1000, 0x1001, 0x9000, 1), region(0x2000, 0x1000, 0x5000, 2));
        overlap(region(0x1000, 0x1000, 0x9000, 1), region(0x5000, 0x1000, 0x9fff, 2));
        overlap(region(0x1000, 0x1000, 0x9000, 1), region(0x1000, 0x1000, 0x9000, 2));
        overlap(region(0x1000, 0x10, 0, 1), region(0x5000, 0x10, 0x100, 2), region(0x100f, 1, 0x200, 3));
    }

    @Test
    void aRegionOverSeveralWindowsIsFoundInTheRightOne() {
        MemoryTable table = new MemoryTable(List.of(windows(GIB, 3 * GIB + 0x1000, 0x10_0000_0000L)));

        assertThat(window(table, GIB, 1)).isEqualTo("0 at 0 for 1");
        assertThat(window(table, 2 * GIB - 1, 10)).as("over the border of two, in the first").isEqualTo("0 at 1073741823 for 10");
        assertThat(window(table, 2 * GIB, 10)).isEqualTo("1 at 0 for 10");
        assertThat(window(table, 4 * GIB + 0xfff, 10)).as("to the end").isEqualTo("3 at 4095 for 1");
        assertThat(window(table, GIB, 3 * GIB)).as("cut to what is sure to lie in one").isEqualTo("0 at 0 for 1073741824");
        assertThat(window(table, 2 * GIB - 1, 0xffff_ffffL)).isEqualTo("0 at 1073741823 for 1073741824");
        assertThat(window(table, 4 * GIB - 1, 0xffff_ffffL)).isEqualTo("2 at 1073741823 for 4097");
    }

    @Test
    void aViewFarInsideABigRegionIsOfItsWindow() {
        MemoryTable table = new MemoryTable(List.of(windows(GIB, 3 * GIB + 0x1000, 0x10_0000_0000L)));

        assertThat(table.view(new GuestAddress(2 * GIB), 8).get(0)).isEqualTo((byte) 1);
        assertThat(table.view(new FrontendAddress(0x10_0000_0000L + 3 * GIB), 8).get(0)).isEqualTo((byte) 3);
        unmapped(() -> table.view(new GuestAddress(4 * GIB + 0xfff), 2));
    }

    @Test
    void closingUnmapsOnce() {
        int[] unmapped = new int[1];
        GuestRegion region = new GuestRegion(mapping(0, 1, 0), new ByteBuffer[] {ByteBuffer.allocate(1)}, () -> unmapped[0]++);
        region.close();
        region.close();
        assertThat(unmapped[0]).isEqualTo(1);
    }

    @Test
    void anyAddressIsWhereItsRegionSays() {
        long seed = Long.getLong("backplane.seed", new Random().nextInt());
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<GuestRegion> regions = new ArrayList<>();
            long next = random.nextInt(3) * 64L;
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                int size = 1 + random.nextInt(100);
                regions.add(region(next, size, next + 0x5000, i));
                next += size + random.nextInt(3) * 10L;
            }
            Collections.shuffle(regions, random);
            MemoryTable table = new MemoryTable(regions);
            for (long address = 0; address < next + 20; address++) {
                checkAgainstModel(seed, table, regions, address, 1 + random.nextInt(150));
            }
        }
    }

    private void checkAgainstModel(long seed, MemoryTable table, List<GuestRegion> regions, long address, int length) {
        GuestRegion holder = regions.stream().filter(r -> r.mapping().guest().value() <= address
                && address < r.mapping().guest().value() + r.mapping().size()).findFirst().orElse(null);
        if (holder == null) {
            assertThatThrownBy(() -> table.locate(new GuestAddress(address), length, extent)).as("seed %s", seed)
                    .isInstanceOf(MemoryFault.class);
            return;
        }
        long offset = address - holder.mapping().guest().value();
        table.locate(new GuestAddress(address), length, extent);
        assertThat(extent.buffer()).as("seed %s", seed).isSameAs(holder.window(offset));
        assertThat(extent.position()).as("seed %s", seed).isEqualTo((int) offset);
        assertThat(extent.length()).as("seed %s", seed).isEqualTo((int) Math.min(length, holder.mapping().size() - offset));
    }

    private String window(MemoryTable table, long address, long length) {
        table.locate(new GuestAddress(address), length, extent);
        return extent.buffer().get(0) + " at " + extent.position() + " for " + extent.length();
    }

    private int firstByte(MemoryTable table, long address) {
        table.locate(new GuestAddress(address), 1, extent);
        return extent.buffer().get(extent.position());
    }

    private static MemoryTable table(GuestRegion... regions) {
        return new MemoryTable(Arrays.asList(regions));
    }

    private static GuestRegion region(long guest, int size, long frontend, int number) {
        ByteBuffer bytes = ByteBuffer.allocate(size).put(0, (byte) number);
        return new GuestRegion(mapping(guest, size, frontend), new ByteBuffer[] {bytes}, () -> { });
    }

    /** A region that is larger than its buffers: each window has its number and a few bytes only. */
    private static GuestRegion windows(long guest, long size, long frontend) {
        ByteBuffer[] windows = new ByteBuffer[(int) ((size - 1 >> GuestRegion.WINDOW_SHIFT) + 1)];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = ByteBuffer.allocate(16).put(0, (byte) i);
        }
        return new GuestRegion(mapping(guest, size, frontend), windows, () -> { });
    }

    private static RegionMapping mapping(long guest, long size, long frontend) {
        return new RegionMapping(new GuestAddress(guest), size, new FrontendAddress(frontend), 0);
    }

    private static void overlap(GuestRegion... regions) {
        assertThatThrownBy(() -> table(regions)).isInstanceOfSatisfying(MemoryFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.OVERLAP));
    }

    private static void unmapped(ThrowingCallable access) {
        assertThatThrownBy(access).isInstanceOfSatisfying(MemoryFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.UNMAPPED));
    }
}
