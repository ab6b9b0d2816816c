// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.RegionMapping;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/** One region of guest memory (vhost-user, "Memory region description"). */
public final class MemoryRegion {
    private static final WireStruct.Table T = WireStruct.hostEndian("memory_region");
    public static final U64 GUEST_ADDRESS = T.u64("guest_address");
    public static final U64 SIZE = T.u64("size");
    public static final U64 USER_ADDRESS = T.u64("user_address");
    public static final U64 MMAP_OFFSET = T.u64("mmap_offset");
    public static final WireStruct LAYOUT = T.end(32);

    private MemoryRegion() {
    }

    /**
     * @throws backplane.memory.MemoryFault if it is empty or wraps around
     */
    static RegionMapping read(ByteBuffer payload, int at) {
        return new RegionMapping(new GuestAddress(GUEST_ADDRESS.get(payload, at)), SIZE.get(payload, at),
                new FrontendAddress(USER_ADDRESS.get(payload, at)), MMAP_OFFSET.get(payload, at));
    }

    static void write(RegionMapping region, ByteBuffer into) {
        int at = into.position();
        GUEST_ADDRESS.put(into, at, region.guest().value());
        SIZE.put(into, at, region.size());
        USER_ADDRESS.put(into, at, region.frontend().value());
        MMAP_OFFSET.put(into, at, region.fileOffset());
        into.position(at + LAYOUT.size());
    }
}
