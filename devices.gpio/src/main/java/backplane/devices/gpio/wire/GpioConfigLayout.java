// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.wire;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.WireStruct;

/** VIRTIO 1.4, "GPIO Device", "Device configuration layout"; linux/virtio_gpio.h, struct virtio_gpio_config. */
public final class GpioConfigLayout {
    private static final WireStruct.Table T = WireStruct.littleEndian("virtio_gpio_config");
    /** How many lines, 1 or more. */
    public static final U16 NGPIO = T.u16("ngpio");
    static {
        T.pad(2);
    }
    /** Bytes of the block of names with all its NULs; 0 if no line has a name. */
    public static final U32 NAMES_SIZE = T.u32("gpio_names_size");
    public static final WireStruct LAYOUT = T.end(8);

    private GpioConfigLayout() {
    }
}
