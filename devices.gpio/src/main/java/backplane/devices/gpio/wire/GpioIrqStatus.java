// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

/** VIRTIO 1.4, "GPIO Device", "eventq Operation"; linux/virtio_gpio.h, VIRTIO_GPIO_IRQ_STATUS_*. */
public enum GpioIrqStatus {
    /** The buffer comes back without an interrupt. */
    INVALID(0),
    /** The line's interrupt. */
    VALID(1);

    private final int code;

    GpioIrqStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
