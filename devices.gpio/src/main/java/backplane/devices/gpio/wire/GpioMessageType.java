// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

/** VIRTIO 1.4, "GPIO Device", "requestq Operation"; linux/virtio_gpio.h, VIRTIO_GPIO_MSG_*. In the order of the codes, from 1 on. */
public enum GpioMessageType {
    GET_LINE_NAMES(1), GET_DIRECTION(2), SET_DIRECTION(3), GET_VALUE(4), SET_VALUE(5), SET_IRQ_TYPE(6);

    private static final GpioMessageType[] ALL = values();
    private final int code;

    GpioMessageType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Null if the specification has no such code. */
    public static GpioMessageType of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
