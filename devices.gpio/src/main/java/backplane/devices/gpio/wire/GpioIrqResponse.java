// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.wire.U8;
import backplane.wire.WireStruct;

/** VIRTIO 1.4, "GPIO Device", "eventq Operation"; linux/virtio_gpio.h, struct virtio_gpio_irq_response. */
public final class GpioIrqResponse {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_gpio_irq_response");
    /** A {@link GpioIrqStatus}. */
    public static final U8 STATUS = T.u8("status");
    public static final WireStruct LAYOUT = T.end(1);

    private GpioIrqResponse() {
    }
}
