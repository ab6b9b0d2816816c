// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** VIRTIO 1.4, "Sound Device"; VIRTIO_SND_D_*. The ordinal is the number on the wire. */
public enum PcmDirection {
    OUTPUT,
    INPUT
}
