// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import java.nio.ByteBuffer;

/**
 * What a vring needs to run.
 *
 * @param size descriptors, a power of two from 1 to 32768
 * @param base the next available index to take, 0 to 65535
 */
public record VringSettings(int size, int base, Parts parts, boolean eventIdx, boolean indirect) {
    /**
     * The three parts of a split ring: views of guest memory, valid for one generation of the memory table.
     *
     * @param descriptors the descriptor table, 16-byte aligned
     * @param available   the available ring, 2-byte aligned, with used_event if EVENT_IDX was negotiated
     * @param used        the used ring, 4-byte aligned, with avail_event if EVENT_IDX was negotiated
     */
    public record Parts(ByteBuffer descriptors, ByteBuffer available, ByteBuffer used) {
    }
}
