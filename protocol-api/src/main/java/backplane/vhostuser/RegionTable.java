// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.memory.RegionMapping;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The payload of SET_MEM_TABLE (vhost-user, "Multiple memory regions description"). */
public final class RegionTable {
    private static final WireStruct.Table T = WireStruct.hostEndian("memory_regions");
    public static final U32 COUNT = T.u32("num_regions");
    public static final U32 PADDING = T.u32("padding");
    public static final WireStruct HEAD = T.end(8);
    /** VHOST_MEMORY_BASELINE_NREGIONS: as many as descriptors fit in one message. */
    public static final int MOST_REGIONS = 8;
    /** A payload may be longer than its regions take: UML always sends 72 bytes, room for two. */
    public static final PayloadShape SHAPE = new PayloadShape("memory_regions",
            HEAD.size() + MemoryRegion.LAYOUT.size(), HEAD.size() + MOST_REGIONS * MemoryRegion.LAYOUT.size());

    private RegionTable() {
    }

    /**
     * @throws ProtocolFault BAD_VALUE for none or more than 8 regions, BAD_SIZE if the payload ends before them
     * @throws backplane.memory.MemoryFault if a region is empty or wraps around
     */
    public static List<RegionMapping> read(ByteBuffer payload) throws ProtocolFault {
        long count = COUNT.get(payload, 0);
        if (count < 1 || count > MOST_REGIONS) {
            throw new ProtocolFault(Reason.BAD_VALUE, "a memory table has 1 to " + MOST_REGIONS + " regions, not " + count);
        }
        if (payload.limit() < HEAD.size() + count * MemoryRegion.LAYOUT.size()) {
            throw new ProtocolFault(Reason.BAD_SIZE, count + " regions do not fit in " + payload.limit() + " bytes");
        }
        List<RegionMapping> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            regions.add(MemoryRegion.read(payload, HEAD.size() + i * MemoryRegion.LAYOUT.size()));
        }
        return regions;
    }

    public static void write(List<RegionMapping> regions, ByteBuffer into) {
        int at = into.position();
        COUNT.put(into, at, regions.size());
        PADDING.put(into, at, 0);
        into.position(at + HEAD.size());
        regions.forEach(region -> MemoryRegion.write(region, into));
    }
}
