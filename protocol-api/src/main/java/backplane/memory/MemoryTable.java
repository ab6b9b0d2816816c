// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import backplane.memory.MemoryFault.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The regions of one generation; resolves both kinds of address. Immutable: a changed table is a new one, and the regions that
 * both hold are shared. The table does not own its regions: whoever replaces it closes those that are in no table any more.
 */
public final class MemoryTable {
    /** What a session has before the front-end has sent any. */
    public static final MemoryTable EMPTY = new MemoryTable(List.of());

    private final GuestRegion[] byGuest;
    private final long[] starts;
    private final long[] sizes;

    /**
     * @throws MemoryFault OVERLAP
     */
    public MemoryTable(List<GuestRegion> regions) {
        byGuest = regions.toArray(GuestRegion[]::new);
        Arrays.sort(byGuest, Comparator.comparing(r -> r.mapping().guest()));
        starts = new long[byGuest.length];
        sizes = new long[byGuest.length];
        for (int i = 0; i < byGuest.length; i++) {
            starts[i] = byGuest[i].mapping().guest().value();
            sizes[i] = byGuest[i].mapping().size();
        }
        checkOverlaps(regions.stream().map(GuestRegion::mapping).toList());
    }

    /**
     * Checks a whole proposal before anything of it is mapped.
     *
     * @throws MemoryFault OVERLAP, naming the two
     */
    public static void checkOverlaps(List<RegionMapping> mappings) {
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = i + 1; j < mappings.size(); j++) {
                if (mappings.get(i).overlaps(mappings.get(j))) {
                    throw new MemoryFault(Reason.OVERLAP, "the regions " + mappings.get(i) + " and " + mappings.get(j) + " overlap");
                }
            }
        }
    }

    public List<GuestRegion> regions() {
        return List.of(byGuest);
    }

    /** Bytes of all regions. */
    public long size() {
        return Arrays.stream(sizes).sum();
    }

    /**
     * Finds the bytes behind a guest address, as many of {@code length} as lie in one piece: a range may go on in the
     * adjacent region, and then the caller asks again for the rest. Allocates nothing.
     *
     * @param length bytes, 1 to {@link GuestRegion#LONGEST_RANGE}; a longer range is cut
     * @param into   filled in
     * @throws MemoryFault UNMAPPED if the first byte is in no region
     */
    public void locate(GuestAddress address, long length, Extent into) {
        long value = address.value();
        for (int i = starts.length - 1; i >= 0; i--) {
            long offset = value - starts[i];
            if (Long.compareUnsigned(offset, sizes[i]) < 0) {
                long piece = Math.min(Math.min(length, sizes[i] - offset), GuestRegion.LONGEST_RANGE);
                into.set(byGuest[i].window(offset), GuestRegion.inWindow(offset), (int) piece);
                return;
            }
        }
        throw new MemoryFault(Reason.UNMAPPED, address + " is in no memory region");
    }

    /**
     * A buffer of its own over a range that is to be kept, such as a ring. Little-endian.
     *
     * @param length bytes, 1 to {@link GuestRegion#LONGEST_RANGE}
     * @throws MemoryFault UNMAPPED if no region holds it whole
     */
    public ByteBuffer view(GuestAddress address, int length) {
        for (GuestRegion region : byGuest) {
            long offset = address.value() - region.mapping().guest().value();
            if (holds(region, offset, length)) {
                return view(region, offset, length);
            }
        }
        throw new MemoryFault(Reason.UNMAPPED, length + " bytes at " + address + " are not whole in one memory region");
    }

    /** As {@link #view(GuestAddress, int)}, for an address of the front-end's. */
    public ByteBuffer view(FrontendAddress address, int length) {
        for (GuestRegion region : byGuest) {
            long offset = address.value() - region.mapping().frontend().value();
            if (holds(region, offset, length)) {
                return view(region, offset, length);
            }
        }
        throw new MemoryFault(Reason.UNMAPPED, length + " bytes at " + address + " are not whole in one memory region");
    }

    /**
     * What the guest calls an address of the front-end's.
     *
     * @throws MemoryFault UNMAPPED if it is in no region
     */
    public GuestAddress guestAddress(FrontendAddress address) {
        for (GuestRegion region : byGuest) {
            long offset = address.value() - region.mapping().frontend().value();
            if (holds(region, offset, 1)) {
                return region.mapping().guest().plus(offset);
            }
        }
        throw new MemoryFault(Reason.UNMAPPED, address + " is in no memory region");
    }

    private static boolean holds(GuestRegion region, long offset, int length) {
        long size = region.mapping().size();
        return Long.compareUnsigned(offset, size) < 0 && size - offset >= length;
    }

    private static ByteBuffer view(GuestRegion region, long offset, int length) {
        return region.window(offset).slice(GuestRegion.inWindow(offset), length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
