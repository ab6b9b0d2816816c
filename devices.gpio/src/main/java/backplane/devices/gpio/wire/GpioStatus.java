// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

/** VIRTIO 1.4, "GPIO Device", "requestq Operation"; linux/virtio_gpio.h, VIRTIO_GPIO_STATUS_*. */
public enum GpioStatus {
    OK(0), ERR(1);

    private final int code;

    GpioStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
