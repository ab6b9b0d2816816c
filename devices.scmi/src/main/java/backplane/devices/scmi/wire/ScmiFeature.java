// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

import backplane.virtio.FeatureBit;

/** VIRTIO 1.4, "SCMI Device", "Feature bits"; linux/virtio_scmi.h. */
public enum ScmiFeature implements FeatureBit {
    /** The eventq is there: notifications and delayed responses. */
    P2A_CHANNELS(0),
    /** Statistics and sensor values in shared memory; not offered, because no driver uses it. */
    SHARED_MEMORY(1);

    private final int bit;

    ScmiFeature(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }
}
