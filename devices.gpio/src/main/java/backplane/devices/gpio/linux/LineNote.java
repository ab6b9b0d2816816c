// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.devices.gpio.wire.GpioDirection;

/**
 * What the next version of this bundle must know of a line that is left to it, as a number: direction in bits 0 and 1, level in bit 2,
 * watched in bit 3, aside in bit 4, the number of the last event in bits 32 to 63.
 *
 * @param level   what an output drives, or has driven
 * @param watched whether the kernel counts its edges
 * @param aside   it follows its policy for upgrades and is not what direction and level say
 */
record LineNote(GpioDirection direction, int level, boolean watched, boolean aside, long sequence) {
    private static final int LEVEL_SHIFT = 2;
    private static final int WATCHED = 1 << 3;
    private static final int ASIDE = 1 << 4;
    private static final int SEQUENCE_SHIFT = 32;

    static LineNote of(long note) {
        return new LineNote(GpioDirection.of(note & 3), (int) (note >> LEVEL_SHIFT) & 1, (note & WATCHED) != 0, (note & ASIDE) != 0,
                note >>> SEQUENCE_SHIFT);
    }

    long packed() {
        return direction.code() | (long) level << LEVEL_SHIFT | (watched ? WATCHED : 0) | (aside ? ASIDE : 0)
                | sequence << SEQUENCE_SHIFT;
    }
}
