// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.wire.U16;
import backplane.wire.WireStruct;

/** VIRTIO 1.4, "GPIO Device", "eventq Operation"; linux/virtio_gpio.h, struct virtio_gpio_irq_request. The driver writes it. */
public final class GpioIrqRequest {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_gpio_irq_request");
    /** The line whose interrupt this buffer unmasks. */
    public static final U16 GPIO = T.u16("gpio");
    public static final WireStruct LAYOUT = T.end(2);

    private GpioIrqRequest() {
    }
}
