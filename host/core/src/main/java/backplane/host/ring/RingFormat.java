// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

/** The two formats of a virtqueue (VIRTIO 1.4, "Split Virtqueues" and "Packed Virtqueues"). */
public enum RingFormat {
    SPLIT,
    PACKED;

    /** vhost-user, "Vring state description": both positions 0, both wrap counters 1. */
    private static final long PACKED_START = 0x8000_8000L;

    /** The base of a ring that nothing has gone through yet. */
    public long start() {
        return this == SPLIT ? 0 : PACKED_START;
    }

    /** Whether a ring may have that many entries; a packed one need not be a power of two. */
    public boolean admits(long size) {
        return this == PACKED || Long.bitCount(size) == 1;
    }
}
