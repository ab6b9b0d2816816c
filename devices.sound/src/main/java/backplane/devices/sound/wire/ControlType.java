// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

/** What a control's values are. VIRTIO 1.4, "Control element information"; the ordinal is the number on the wire, VIRTIO_SND_CTL_TYPE_*. */
public enum ControlType {
    BOOLEAN(128, 4),
    INTEGER(128, 4),
    INTEGER64(64, 8),
    ENUMERATED(128, 4),
    BYTES(512, 1),
    IEC958(1, 176);

    private final int mostValues;
    private final int valueBytes;

    ControlType(int mostValues, int valueBytes) {
        this.mostValues = mostValues;
        this.valueBytes = valueBytes;
    }

    /** Values that {@code virtio_snd_ctl_value} has room for. */
    public int mostValues() {
        return mostValues;
    }

    /** Bytes of one value on the wire. */
    public int valueBytes() {
        return valueBytes;
    }
}
