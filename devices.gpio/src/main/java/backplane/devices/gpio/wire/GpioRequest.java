// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/** VIRTIO 1.4, "GPIO Device", "requestq Operation"; linux/virtio_gpio.h, struct virtio_gpio_request. The driver writes it. */
public final class GpioRequest {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_gpio_request");
    /** A {@link GpioMessageType}. */
    public static final U16 TYPE = T.u16("type");
    /** The line, from 0 on. */
    public static final U16 GPIO = T.u16("gpio");
    /** What it means, the type says. */
    public static final U32 VALUE = T.u32("value");
    public static final WireStruct LAYOUT = T.end(8);

    private GpioRequest() {
    }
}
