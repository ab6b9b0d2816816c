// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

/**
 * An address in the guest's physical address space (GPA).
 *
 * @param value unsigned
 */
public record GuestAddress(long value) implements Comparable<GuestAddress> {
    /** May wrap: whoever adds a number from outside checks first. */
    public GuestAddress plus(long bytes) {
        return new GuestAddress(value + bytes);
    }

    @Override
    public int compareTo(GuestAddress other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "gpa 0x" + Long.toHexString(value);
    }
}
