// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** What a control is for. VIRTIO 1.4, "Control element information"; the ordinal is the number on the wire, VIRTIO_SND_CTL_ROLE_*. */
public enum ControlRole {
    UNDEFINED,
    VOLUME,
    MUTE,
    GAIN
}
