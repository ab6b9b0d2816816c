// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import java.nio.ByteBuffer;

/**
 * What a vring needs to run.
 *
 * @param size entries, 1 to 32768; a power of two if it is split
 * @param base where it goes on: for a split ring the next available index, 0 to 65535; for a packed one both positions with their
 *             wrap counters, as {@link PackedPosition} reads them
 */
public record VringSettings(RingFormat format, int size, long base, Parts parts, boolean eventIdx, boolean indirect,
        boolean inOrder) {
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

    VringSettings in(Parts other) {
        return new VringSettings(format, size, base, other, eventIdx, indirect, inOrder);
    }
}
