// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.Pad;
import backplane.wire.U16;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * Where the in-flight table is in its file, and what it is for (vhost-user, "Inflight description"). 24 bytes, as QEMU sends:
 * the C structure is padded at its end.
 *
 * @param size   bytes, unchecked
 * @param offset bytes, unchecked
 */
public record InflightArea(long size, long offset, int queues, int queueSize) {
    private static final WireStruct.Table T = WireStruct.hostEndian("inflight_area");
    public static final U64 SIZE = T.u64("mmap_size");
    public static final U64 OFFSET = T.u64("mmap_offset");
    public static final U16 QUEUES = T.u16("num_queues");
    public static final U16 QUEUE_SIZE = T.u16("queue_size");
    public static final Pad PADDING = T.pad(4);
    public static final WireStruct LAYOUT = T.end(24);

    public static InflightArea read(ByteBuffer payload) {
        return new InflightArea(SIZE.get(payload, 0), OFFSET.get(payload, 0), QUEUES.get(payload, 0), QUEUE_SIZE.get(payload, 0));
    }

    public void write(ByteBuffer into) {
        int at = into.position();
        SIZE.put(into, at, size);
        OFFSET.put(into, at, offset);
        QUEUES.put(into, at, queues);
        QUEUE_SIZE.put(into, at, queueSize);
        into.putInt(at + PADDING.offset(), 0).position(at + LAYOUT.size());
    }
}
