// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

/** The bits of {@link I2cOutHeader#FLAGS}; linux/virtio_i2c.h, VIRTIO_I2C_FLAGS_*. */
public final class I2cFlags {
    /** If this request fails, so do those after it, up to the first without this flag. */
    public static final long FAIL_NEXT = 1;
    /** A read; without it a write. */
    public static final long M_RD = 1 << 1;

    private I2cFlags() {
    }
}
