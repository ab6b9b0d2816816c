// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;

/** struct pvirtq_desc (VIRTIO 1.4, "Packed Virtqueues", "The Virtqueue Descriptor Table"). */
public final class PackedDesc {
    private static final WireStruct.Table T = WireStruct.littleEndian("pvirtq_desc");
    public static final U64 ADDR = T.u64("addr");
    public static final U32 LEN = T.u32("len");
    /** The buffer id; counts in the last descriptor of a chain and in a used one. */
    public static final U16 ID = T.u16("id");
    /** {@link VirtqDesc}'s flags, {@link #F_AVAIL} and {@link #F_USED}. */
    public static final U16 FLAGS = T.u16("flags");
    public static final WireStruct LAYOUT = T.end(16);

    /** VIRTQ_DESC_F_AVAIL: the driver's wrap counter. */
    public static final int F_AVAIL = 1 << 7;
    /** VIRTQ_DESC_F_USED: the device's wrap counter; unlike {@link #F_AVAIL} while the descriptor is available. */
    public static final int F_USED = 1 << 15;

    private PackedDesc() {
    }

    /** The two bits of a descriptor that the driver made available in a round. */
    public static int available(boolean wrap) {
        return wrap ? F_AVAIL : F_USED;
    }

    /** The two bits of a descriptor that the device used in a round. */
    public static int used(boolean wrap) {
        return wrap ? F_AVAIL | F_USED : 0;
    }
}
