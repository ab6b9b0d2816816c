// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.util.Arrays;

/**
 * A chain that came back.
 *
 * @param head    what {@code add} returned
 * @param length  what the device says it wrote, bytes
 * @param written the first {@code length} bytes of the writable part
 */
public record UsedChain(int head, long length, byte[] written) {
    @Override
    public boolean equals(Object other) {
        return other instanceof UsedChain that && head == that.head && length == that.length && Arrays.equals(written, that.written);
    }

    @Override
    public int hashCode() {
        return 31 * head + Arrays.hashCode(written);
    }

    @Override
    public String toString() {
        return "head " + head + ", length " + length + ": " + Arrays.toString(written);
    }
}
