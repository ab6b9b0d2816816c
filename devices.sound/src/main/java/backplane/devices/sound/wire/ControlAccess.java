// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** What may be done to a control. VIRTIO 1.4, "Control element information"; VIRTIO_SND_CTL_ACCESS_*. The ordinal is the bit. */
public enum ControlAccess {
    READ,
    WRITE,
    VOLATILE,
    INACTIVE,
    TLV_READ,
    TLV_WRITE,
    TLV_COMMAND;

    public long mask() {
        return 1L << ordinal();
    }
}
