// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.devices.gpio.wire.GpioDirection;
import backplane.devices.gpio.wire.GpioIrqType;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What the driver has made of each line, and which changes are legal. Written by the device's thread alone, read by any.
 *
 * <pre>
 *   INACTIVE ──direction──► ACTIVE(out)
 *      ▲  │                    ▲
 *      │  └──direction──► ACTIVE(in) ──irq type──► ENABLED(masked) ──buffer──► ENABLED(unmasked)
 *      │                       ▲                        │  ▲                        │
 *    none, from all            └───────irq none─────────┘  └─────────event──────────┘
 * </pre>
 * Whether an enabled line is masked, {@link ArmedInterrupts} knows.
 */
public final class GpioLines {
    /**
     * One word for each line, so that a reader sees one moment of it: direction 0-1, remembered level + 1 2-3, irq type 4-7, latch 8,
     * driven level + 1 9-10.
     */
    private final AtomicIntegerArray words;

    private static final int DIRECTION_BITS = 3;
    private static final int REMEMBERED_SHIFT = 2;
    private static final int REMEMBERED_BITS = 3 << REMEMBERED_SHIFT;
    private static final int IRQ_SHIFT = 4;
    private static final int IRQ_BITS = 15 << IRQ_SHIFT;
    private static final int LATCH = 1 << 8;
    private static final int DRIVEN_SHIFT = 9;
    private static final int DRIVEN_BITS = 3 << DRIVEN_SHIFT;

    public GpioLines(int count) {
        words = new AtomicIntegerArray(count);
    }

    public int count() {
        return words.length();
    }

    public boolean has(int line) {
        return line >= 0 && line < words.length();
    }

    public GpioDirection direction(int line) {
        return GpioDirection.of(words.get(line) & DIRECTION_BITS);
    }

    /** The level that the line drives once it is an output, or {@link GpioChip#NO_LEVEL}. */
    public int remembered(int line) {
        return ((words.get(line) & REMEMBERED_BITS) >> REMEMBERED_SHIFT) - 1;
    }

    public GpioIrqType irqType(int line) {
        return GpioIrqType.of((words.get(line) & IRQ_BITS) >> IRQ_SHIFT);
    }

    /** An edge has come while the interrupt was masked. */
    public boolean isLatched(int line) {
        return (words.get(line) & LATCH) != 0;
    }

    /** All of a line, as a number of 11 bits. */
    int word(int line) {
        return words.get(line);
    }

    /** Nothing is set: not in use, and nothing remembered for later. */
    public boolean isUntouched(int line) {
        return words.get(line) == 0;
    }

    /** An output can have no interrupt, so a line that has one does not become an output before it has been given up. */
    public boolean mayBecomeOutput(int line) {
        return irqType(line) == GpioIrqType.NONE;
    }

    /**
     * VIRTIO 1.4, "GPIO Device", "requestq Operation: Set IRQ Type": only for an input, and from one type to another only through
     * NONE. The same type again changes nothing and does no harm.
     */
    public boolean mayHaveIrqType(int line, GpioIrqType type) {
        GpioIrqType present = irqType(line);
        return direction(line) == GpioDirection.IN
                && (type == GpioIrqType.NONE || present == GpioIrqType.NONE || present == type);
    }

    /** Takes the line into use; an output has applied what was remembered. */
    public void activate(int line, GpioDirection direction) {
        int kept = ~(DIRECTION_BITS | DRIVEN_BITS | (direction == GpioDirection.OUT ? REMEMBERED_BITS : 0));
        words.set(line, words.get(line) & kept | direction.code());
    }

    /** An output has been given that level. */
    public void drive(int line, int level) {
        words.set(line, words.get(line) & ~DRIVEN_BITS | level + 1 << DRIVEN_SHIFT);
    }

    /** The level that an output was given last, or {@link GpioChip#NO_LEVEL}. */
    public int driven(int line) {
        return ((words.get(line) & DRIVEN_BITS) >> DRIVEN_SHIFT) - 1;
    }

    /** Keeps a level for the time when the line becomes an output. */
    public void remember(int line, int level) {
        words.set(line, words.get(line) & ~REMEMBERED_BITS | level + 1 << REMEMBERED_SHIFT);
    }

    /** Another type begins without a latched edge. */
    public void setIrqType(int line, GpioIrqType type) {
        words.set(line, words.get(line) & ~(IRQ_BITS | LATCH) | type.code() << IRQ_SHIFT);
    }

    public void setLatched(int line, boolean latched) {
        words.set(line, latched ? words.get(line) | LATCH : words.get(line) & ~LATCH);
    }

    /** VIRTIO 1.4, "GPIO Device", "requestq Operation: Set Direction": direction none discards all state of the line. */
    public void forget(int line) {
        words.set(line, 0);
    }
}
