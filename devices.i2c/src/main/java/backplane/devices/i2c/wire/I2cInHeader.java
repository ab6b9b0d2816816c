// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

import backplane.wire.U8;
import backplane.wire.WireStruct;

/**
 * VIRTIO 1.4, "I2C Adapter Device", "Device Operation"; linux/virtio_i2c.h, struct virtio_i2c_in_hdr. The last writable byte of a
 * request.
 */
public final class I2cInHeader {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_i2c_in_hdr");
    /** An {@link I2cStatus}. */
    public static final U8 STATUS = T.u8("status");
    public static final WireStruct LAYOUT = T.end(1);

    private I2cInHeader() {
    }
}
