// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;

/** struct virtq_desc (VIRTIO 1.4, "The Virtqueue Descriptor Table"). */
public final class VirtqDesc {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtq_desc");
    public static final U64 ADDR = T.u64("addr");
    public static final U32 LEN = T.u32("len");
    public static final U16 FLAGS = T.u16("flags");
    public static final U16 NEXT = T.u16("next");
    public static final WireStruct LAYOUT = T.end(16);

    /** VIRTQ_DESC_F_NEXT: the chain goes on at {@link #NEXT}. */
    public static final int F_NEXT = 1;
    /** VIRTQ_DESC_F_WRITE: for the device to write, else to read. */
    public static final int F_WRITE = 2;
    /** VIRTQ_DESC_F_INDIRECT: the buffer is a table of descriptors. */
    public static final int F_INDIRECT = 4;

    private VirtqDesc() {
    }
}
