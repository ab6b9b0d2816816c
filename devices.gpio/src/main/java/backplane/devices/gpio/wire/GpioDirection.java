// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

/**
 * VIRTIO 1.4, "GPIO Device", "requestq Operation: Get Direction"; linux/virtio_gpio.h, VIRTIO_GPIO_DIRECTION_*. In the order of
 * the codes. Out is 1 and in is 2, the other way round than in Linux' own GPIO_LINE_DIRECTION.
 */
public enum GpioDirection {
    /** The line is not in use. */
    NONE(0), OUT(1), IN(2);

    private static final GpioDirection[] ALL = values();
    private final int code;

    GpioDirection(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Null if the specification has no such code. */
    public static GpioDirection of(long code) {
        return code >= 0 && code < ALL.length ? ALL[(int) code] : null;
    }
}
