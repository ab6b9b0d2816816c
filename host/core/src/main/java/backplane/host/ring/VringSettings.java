// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.virtio.VirtqUsed;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a vring needs to run.
 *
 * @param size entries, 1 to 32768; a power of two if it is split
 * @param base where it goes on: for a split ring the next available index, 0 to 65535; for a packed one both positions with their
 *             wrap counters, as {@link PackedPosition} reads them
 */
public record VringSettings(RingFormat format, int size, long base, Parts parts, boolean eventIdx, boolean indirect,
        boolean inOrder) {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /**
     * The three parts of a ring: views of guest memory, valid for one generation of the memory table.
     *
     * @param descriptors the descriptor table or ring, 16-byte aligned
     * @param available   split: the available ring, 2-byte aligned, with used_event if EVENT_IDX was negotiated; packed: the driver's
     *                    event suppression, 4-byte aligned
     * @param used        split: the used ring, 4-byte aligned, with avail_event if EVENT_IDX was negotiated; packed: the device's
     *                    event suppression, 4-byte aligned
     */
    public record Parts(ByteBuffer descriptors, ByteBuffer available, ByteBuffer used) {
    }

    /** The used index of a split ring, 0 to 65535: what the driver has been given back, as its memory tells. */
    public static int usedIndex(Parts parts) {
        return (short) LE16.getAcquire(parts.used(), VirtqUsed.IDX.offset()) & 0xffff;
    }

    VringSettings in(Parts other) {
        return new VringSettings(format, size, base, other, eventIdx, indirect, inOrder);
    }
}
