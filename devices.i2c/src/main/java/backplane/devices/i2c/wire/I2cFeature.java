// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

import backplane.virtio.FeatureBit;

/** VIRTIO 1.4, "I2C Adapter Device", "Feature bits"; linux/virtio_i2c.h, VIRTIO_I2C_F_*. */
public enum I2cFeature implements FeatureBit {
    /** Requests without a buffer, and with them {@link I2cFlags#M_RD}. A driver must take it. */
    ZERO_LENGTH_REQUEST(0);

    private final int bit;

    I2cFeature(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }
}
