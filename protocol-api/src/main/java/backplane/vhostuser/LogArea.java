// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * Where the dirty log is in its file (vhost-user, "Log description").
 *
 * @param size   bytes, unchecked
 * @param offset bytes, unchecked
 */
public record LogArea(long size, long offset) {
    private static final WireStruct.Table T = WireStruct.hostEndian("log_area");
    public static final U64 SIZE = T.u64("mmap_size");
    public static final U64 OFFSET = T.u64("mmap_offset");
    public static final WireStruct LAYOUT = T.end(16);

    public static LogArea read(ByteBuffer payload) {
        return new LogArea(SIZE.get(payload, 0), OFFSET.get(payload, 0));
    }

    public void write(ByteBuffer into) {
        int at = into.position();
        SIZE.put(into, at, size);
        OFFSET.put(into, at, offset);
        into.position(at + LAYOUT.size());
    }
}
