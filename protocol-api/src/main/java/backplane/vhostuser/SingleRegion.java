// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.memory.RegionMapping;
import backplane.wire.Pad;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/** The payload of ADD_MEM_REG and REM_MEM_REG (vhost-user, "Single memory region description"). */
public final class SingleRegion {
    private static final WireStruct.Table T = WireStruct.hostEndian("single_region");
    public static final Pad PADDING = T.pad(8);
    public static final backplane.wire.Bytes REGION = T.bytes("region", MemoryRegion.LAYOUT.size());
    public static final WireStruct LAYOUT = T.end(40);

    private SingleRegion() {
    }

    /**
     * @throws backplane.memory.MemoryFault if the region is empty or wraps around
     */
    public static RegionMapping read(ByteBuffer payload) {
        return MemoryRegion.read(payload, REGION.offset());
    }

    public static void write(RegionMapping region, ByteBuffer into) {
        into.putLong(0);
        MemoryRegion.write(region, into);
    }
}
