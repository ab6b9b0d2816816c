// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

/**
 * A place in a packed ring: a slot and a wrap counter, in 16 bits (VIRTIO 1.4, "Driver and Device Ring Wrap Counters"). The wrap counter
 * is bit 15, as in an event suppression structure and in either half of a vring base.
 */
public final class PackedPosition {
    /** Slot 0 in the first round. */
    public static final int FIRST = 0x8000;
    private static final int WRAP = 0x8000;
    private static final int SLOT = 0x7fff;

    private PackedPosition() {
    }

    public static int of(int slot, boolean wrap) {
        return slot | (wrap ? WRAP : 0);
    }

    public static int slot(int position) {
        return position & SLOT;
    }

    public static boolean wrap(int position) {
        return (position & WRAP) != 0;
    }

    /** {@code slots} further on, 0 to {@code size}: past the end the wrap counter flips. */
    public static int advance(int position, int slots, int size) {
        int slot = slot(position) + slots;
        return slot < size ? of(slot, wrap(position)) : of(slot - size, !wrap(position));
    }

    /** The next position that the device takes: the lower half of a base. */
    public static int available(long base) {
        return (int) (base & 0xffff);
    }

    /** The next position that the device uses: the upper half of a base. */
    public static int used(long base) {
        return (int) (base >>> 16 & 0xffff);
    }

    public static long base(int available, int used) {
        return available | (long) used << 16;
    }

    /** Whether both positions of a base are in a ring of that size. */
    public static boolean isBaseOf(long base, int size) {
        return base >>> 32 == 0 && slot(available(base)) < size && slot(used(base)) < size;
    }
}
