// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.memory.RegionMapping;
import backplane.vhostuser.ConfigAccess;
import backplane.vhostuser.MemoryRegion;
import backplane.vhostuser.RegionTable;
import backplane.vhostuser.SingleRegion;
import backplane.vhostuser.VringAddress;
import backplane.vhostuser.VringState;
import backplane.vhostuser.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What a front-end puts into its requests. Each buffer is ready to be sent: position 0, limit at its end. */
public final class Payloads {
    /** How many regions a table that is always of one size has room for. */
    private static final int PADDED_REGIONS = 2;

    private Payloads() {
    }

    /** No payload. */
    public static ByteBuffer none() {
        return buffer(0);
    }

    /** One 64-bit number. */
    public static ByteBuffer word(long value) {
        ByteBuffer payload = buffer(Word.LAYOUT.size());
        Word.VALUE.put(payload, 0, value);
        return payload;
    }

    public static ByteBuffer state(int index, long num) {
        ByteBuffer payload = buffer(VringState.LAYOUT.size());
        new VringState(index, num).write(payload);
        return payload.flip();
    }

    public static ByteBuffer address(VringAddress address) {
        ByteBuffer payload = buffer(VringAddress.LAYOUT.size());
        address.write(payload);
        return payload.flip();
    }

    /** For ADD_MEM_REG and REM_MEM_REG. */
    public static ByteBuffer region(RegionMapping region) {
        ByteBuffer payload = buffer(SingleRegion.LAYOUT.size());
        SingleRegion.write(region, payload);
        return payload.flip();
    }

    /**
     * For SET_MEM_TABLE.
     *
     * @param padded whether there is always room for two regions: 72 bytes
     */
    public static ByteBuffer table(List<RegionMapping> regions, boolean padded) {
        int places = padded ? Math.max(PADDED_REGIONS, regions.size()) : regions.size();
        ByteBuffer payload = buffer(RegionTable.HEAD.size() + places * MemoryRegion.LAYOUT.size());
        RegionTable.write(regions, payload);
        return payload.clear();
    }

    /** For GET_CONFIG, where the bytes are zeros, and for SET_CONFIG. */
    public static ByteBuffer config(int offset, byte[] bytes) {
        ByteBuffer payload = buffer(ConfigAccess.HEAD.size() + bytes.length);
        new ConfigAccess(offset, bytes.length, 0).write(payload);
        return payload.put(bytes).flip();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
