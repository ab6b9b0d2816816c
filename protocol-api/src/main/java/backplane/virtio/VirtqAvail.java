// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U16;
import backplane.wire.WireStruct;

/** struct virtq_avail, its head (VIRTIO 1.4, "The Virtqueue Available Ring"): then 16 bits for each entry, then used_event. */
public final class VirtqAvail {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtq_avail");
    public static final U16 FLAGS = T.u16("flags");
    public static final U16 IDX = T.u16("idx");
    public static final WireStruct LAYOUT = T.end(4);

    /** VIRTQ_AVAIL_F_NO_INTERRUPT: the driver wants no call. */
    public static final int F_NO_INTERRUPT = 1;
    /** Bytes of one entry: the head of a chain. */
    public static final int ENTRY = 2;

    private VirtqAvail() {
    }

    /** Bytes of the ring without and with used_event. */
    public static int size(int entries, boolean eventIdx) {
        return LAYOUT.size() + ENTRY * entries + (eventIdx ? 2 : 0);
    }

    /** Where entry {@code slot} is, bytes from the start. */
    public static int entry(int slot) {
        return LAYOUT.size() + ENTRY * slot;
    }

    /** Where used_event is, bytes from the start. */
    public static int usedEvent(int entries) {
        return LAYOUT.size() + ENTRY * entries;
    }
}
