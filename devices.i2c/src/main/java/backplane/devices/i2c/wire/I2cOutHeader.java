// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

import backplane.wire.Pad;
import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/** VIRTIO 1.4, "I2C Adapter Device", "Device Operation"; linux/virtio_i2c.h, struct virtio_i2c_out_hdr. The driver writes it. */
public final class I2cOutHeader {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_i2c_out_hdr");
    /** An {@link I2cAddress}. */
    public static final U16 ADDR = T.u16("addr");
    static final Pad PADDING = T.pad(2);
    /** {@link I2cFlags}. */
    public static final U32 FLAGS = T.u32("flags");
    public static final WireStruct LAYOUT = T.end(8);

    private I2cOutHeader() {
    }
}
