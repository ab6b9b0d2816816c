// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import backplane.virtio.FeatureBit;

/** VIRTIO 1.4, "Sound Device", "Feature bits"; linux/virtio_snd.h, VIRTIO_SND_F_*. */
public enum SoundFeature implements FeatureBit {
    /** Control elements, and the field for their number in the configuration. */
    CTLS(0);

    private final int bit;

    SoundFeature(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }
}
