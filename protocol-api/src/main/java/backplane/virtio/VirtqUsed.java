// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U16;
import backplane.wire.WireStruct;

/** struct virtq_used, its head (VIRTIO 1.4, "The Virtqueue Used Ring"): then a {@link VirtqUsedElem} for each entry, then avail_event. */
public final class VirtqUsed {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtq_used");
    public static final U16 FLAGS = T.u16("flags");
    public static final U16 IDX = T.u16("idx");
    public static final WireStruct LAYOUT = T.end(4);

    /** VIRTQ_USED_F_NO_NOTIFY: the device wants no kick. */
    public static final int F_NO_NOTIFY = 1;

    private VirtqUsed() {
    }

    /** Bytes of the ring without and with avail_event. */
    public static int size(int entries, boolean eventIdx) {
        return LAYOUT.size() + VirtqUsedElem.LAYOUT.size() * entries + (eventIdx ? 2 : 0);
    }

    /** Where entry {@code slot} is, bytes from the start. */
    public static int entry(int slot) {
        return LAYOUT.size() + VirtqUsedElem.LAYOUT.size() * slot;
    }

    /** Where avail_event is, bytes from the start. */
    public static int availEvent(int entries) {
        return LAYOUT.size() + VirtqUsedElem.LAYOUT.size() * entries;
    }
}
