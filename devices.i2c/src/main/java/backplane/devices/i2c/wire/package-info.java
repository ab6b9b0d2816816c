// SPDX-License-Identifier: Apache-2.0
/** VIRTIO 1.4, "I2C Adapter Device", row by row: layouts and codes as in {@code linux/virtio_i2c.h}, and no behaviour. */
package backplane.devices.i2c.wire;
