// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.Pad;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/** struct vhost_iotlb_msg of linux/vhost_types.h, as QEMU sends it: 32 bytes with its padding. */
public final class IotlbMessage {
    private static final WireStruct.Table T = WireStruct.hostEndian("vhost_iotlb_msg");
    public static final U64 IOVA = T.u64("iova");
    public static final U64 SIZE = T.u64("size");
    public static final U64 UADDR = T.u64("uaddr");
    public static final U8 PERM = T.u8("perm");
    public static final U8 TYPE = T.u8("type");
    public static final Pad PADDING = T.pad(6);
    public static final WireStruct LAYOUT = T.end(32);

    private IotlbMessage() {
    }
}
