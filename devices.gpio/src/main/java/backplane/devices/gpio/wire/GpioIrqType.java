// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

/** VIRTIO 1.4, "GPIO Device", "requestq Operation: Set IRQ Type"; linux/virtio_gpio.h, VIRTIO_GPIO_IRQ_TYPE_*. */
public enum GpioIrqType {
    /** The line has no interrupt. */
    NONE(0), EDGE_RISING(1), EDGE_FALLING(2), EDGE_BOTH(3), LEVEL_HIGH(4), LEVEL_LOW(8);

    private static final GpioIrqType[] ALL = values();
    private final int code;

    GpioIrqType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Edges are latched while the interrupt is masked; a level is looked at when it is unmasked. */
    public boolean isEdge() {
        return this == EDGE_RISING || this == EDGE_FALLING || this == EDGE_BOTH;
    }

    public boolean isLevel() {
        return this == LEVEL_HIGH || this == LEVEL_LOW;
    }

    /** Null if the specification has no such code. */
    public static GpioIrqType of(long code) {
        for (GpioIrqType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
