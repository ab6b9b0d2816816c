// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioIrqType;

/**
 * A line as the console shows it: a moment, not to be relied on.
 *
 * @param name     empty if it has none
 * @param level    0, 1 or {@link GpioChip#NO_LEVEL} if the hardware does not tell
 * @param armed    the driver waits for the interrupt, which is therefore unmasked
 * @param latched  an edge came while the interrupt was masked
 * @param drivenBy who gives the line its level, empty if that can't be known
 */
public record LineView(int line, String name, GpioDirection direction, int level, GpioIrqType irqType, boolean armed,
        boolean latched, String drivenBy) {
}
