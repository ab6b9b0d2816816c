// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

/**
 * An address in the front-end's own virtual address space. Means nothing here but as a name that a region gives to its bytes.
 *
 * @param value unsigned
 */
public record FrontendAddress(long value) implements Comparable<FrontendAddress> {
    @Override
    public int compareTo(FrontendAddress other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "va 0x" + Long.toHexString(value);
    }
}
