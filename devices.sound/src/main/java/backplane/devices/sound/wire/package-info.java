// SPDX-License-Identifier: Apache-2.0
/** VIRTIO 1.4, "Sound Device", row by row: layouts and codes as in {@code linux/virtio_snd.h}, and no behaviour. */
package backplane.devices.sound.wire;
