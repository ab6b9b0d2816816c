// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.wire.U8;
import backplane.wire.WireStruct;

/**
 * VIRTIO 1.4, "GPIO Device", "requestq Operation"; linux/virtio_gpio.h, struct virtio_gpio_response. In the answer to
 * {@link GpioMessageType#GET_LINE_NAMES} the block of names begins where {@link #VALUE} stands
 * (struct virtio_gpio_response_get_names).
 */
public final class GpioResponse {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_gpio_response");
    /** A {@link GpioStatus}. */
    public static final U8 STATUS = T.u8("status");
    /** 0 where the status is {@link GpioStatus#ERR}. */
    public static final U8 VALUE = T.u8("value");
    public static final WireStruct LAYOUT = T.end(2);

    private GpioResponse() {
    }
}
