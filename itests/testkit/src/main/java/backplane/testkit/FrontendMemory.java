// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The guest's memory as the front-end has it: a memory file for each region, mapped here too. One thread. */
public final class FrontendMemory implements AutoCloseable {
    /** Where the first region begins unless the test says otherwise; not 0, so that an offset is never taken for an address. */
    public static final long GUEST_START = 0x4000_0000L;
    /** What front-end addresses are above guest ones. */
    public static final long FRONTEND_DISTANCE = 0x7f00_0000_0000L;
    private static final long GAP = 1 << 20;
    private static final int PAGE = 4096;

    private final KernelPorts ports;
    private final List<Region> regions = new ArrayList<>();
    private MemoryTable table = MemoryTable.EMPTY;
    private long nextGuest = GUEST_START;
    private long taken;

    /**
     * @param file stays open until the region goes
     */
    public record Region(RegionMapping mapping, OwnedFd file, GuestRegion mapped) {
    }

    FrontendMemory(KernelPorts ports) {
        this.ports = ports;
    }

    /**
     * A mapping of {@code size} bytes above the others, with a gap between.
     *
     * @param sameAddresses whether both addresses are the guest's
     */
    RegionMapping plan(long size, boolean sameAddresses) {
        GuestAddress guest = new GuestAddress(nextGuest);
        nextGuest += (size + PAGE - 1 & -PAGE) + GAP;
        return new RegionMapping(guest, size, new FrontendAddress(guest.value() + (sameAddresses ? 0 : FRONTEND_DISTANCE)), 0);
    }

    Region add(RegionMapping mapping) throws KernelFault {
        OwnedFd file = ports.memoryFiles().create("guest memory", mapping.fileOffset() + mapping.size());
        Region region = new Region(mapping, file, ports.guestMemory().map(mapping, file));
        regions.add(region);
        refresh();
        return region;
    }

    void remove(Region region) {
        regions.remove(region);
        refresh();
        region.mapped().close();
        region.file().close();
    }

    public List<Region> regions() {
        return List.copyOf(regions);
    }

    /** The guest's own view. */
    public MemoryTable table() {
        return table;
    }

    /** Bytes by guest address. Little-endian. */
    public ByteBuffer at(GuestAddress address, int length) {
        return table.view(address, length);
    }

    /** Page-aligned room in the first region that nobody else was given. */
    public GuestAddress allocate(int length) {
        RegionMapping first = regions.get(0).mapping();
        long start = taken;
        if (start + length > first.size()) {
            throw new IllegalStateException("the first memory region has no room for " + length + " bytes more");
        }
        taken = start + length + PAGE - 1 & -PAGE;
        return first.guest().plus(start);
    }

    /**
     * What the front-end calls a guest address.
     *
     * @throws IllegalArgumentException if it is in no region
     */
    public FrontendAddress frontendAddress(GuestAddress address) {
        for (Region region : regions) {
            long offset = address.value() - region.mapping().guest().value();
            if (Long.compareUnsigned(offset, region.mapping().size()) < 0) {
                return new FrontendAddress(region.mapping().frontend().value() + offset);
            }
        }
        throw new IllegalArgumentException(address + " is in no region");
    }

    private void refresh() {
        table = new MemoryTable(regions.stream().map(Region::mapped).toList());
    }

    @Override
    public void close() {
        List.copyOf(regions).forEach(this::remove);
        taken = 0;
    }
}
