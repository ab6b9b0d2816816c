// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.wire.Bytes;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/**
 * {@code virtio_snd_ctl_info} up to its union. The specification shows no padding before that; a compiler for 64 bits puts four bytes
 * there, as the union holds 64-bit numbers, one for 32 bits on x86 doesn't. The size that the driver asks for tells which it was.
 */
public final class ControlInfoLayout {
    /** Bytes of the union: three 64-bit numbers. */
    public static final int UNION = 24;
    /** Bytes of the name with its NUL. */
    public static final int NAME_BYTES = 44;
    /** Bytes of {@code virtio_snd_ctl_enum_item} with its NUL. */
    public static final int ITEM_BYTES = 64;
    /** Bytes of {@code virtio_snd_ctl_value}. */
    public static final int VALUE_BYTES = 512;

    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_snd_ctl_info");
    public static final U32 NID = T.u32("hda_fn_nid");
    public static final U32 ROLE = T.u32("role");
    public static final U32 TYPE = T.u32("type");
    public static final U32 ACCESS = T.u32("access");
    public static final U32 COUNT = T.u32("count");
    public static final U32 INDEX = T.u32("index");
    public static final Bytes NAME = T.bytes("name", NAME_BYTES);
    public static final WireStruct HEAD = T.end(68);

    /** With the padding. */
    public static final int SIZE = 96;

    private ControlInfoLayout() {
    }

    /** Where the union begins in an item of so many bytes. */
    public static int unionAt(long size) {
        return size >= SIZE ? SIZE - UNION : HEAD.size();
    }
}
