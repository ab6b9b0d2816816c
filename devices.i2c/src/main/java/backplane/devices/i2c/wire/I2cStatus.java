// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.wire;

/** VIRTIO 1.4, "I2C Adapter Device", "Device Operation"; linux/virtio_i2c.h, VIRTIO_I2C_MSG_*. */
public enum I2cStatus {
    OK(0), ERR(1);

    private final int code;

    I2cStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
