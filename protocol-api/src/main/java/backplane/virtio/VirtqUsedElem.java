// SPDX-License-Identifier: Apache-2.0
package backplane.virtio;

import backplane.wire.U32;
import backplane.wire.WireStruct;

/** struct virtq_used_elem (VIRTIO 1.4, "The Virtqueue Used Ring"). */
public final class VirtqUsedElem {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtq_used_elem");
    /** The head of the chain that is returned. */
    public static final U32 ID = T.u32("id");
    /** Bytes written to the chain's writable part, from its start. */
    public static final U32 LEN = T.u32("len");
    public static final WireStruct LAYOUT = T.end(8);

    private VirtqUsedElem() {
    }
}
