// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.virtio.FeatureBit;

/** VIRTIO 1.4, "GPIO Device", "Feature bits"; linux/virtio_gpio.h, VIRTIO_GPIO_F_*. */
public enum GpioFeature implements FeatureBit {
    /** Interrupts, and with them the eventq. */
    IRQ(0);

    private final int bit;

    GpioFeature(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }
}
