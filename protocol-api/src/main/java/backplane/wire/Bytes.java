// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.nio.ByteBuffer;

/** A run of bytes of a layout. */
public record Bytes(String name, int offset, int length) implements WireField {
    /** A copy of the bytes of the structure that begins at {@code at}. */
    public byte[] get(ByteBuffer buffer, int at) {
        byte[] copy = new byte[length];
        buffer.get(at + offset, copy);
        return copy;
    }

    /**
     * Writes {@code value} and fills what is left with zeros.
     *
     * @throws WireFault if {@code value} is longer than the field
     */
    public void put(ByteBuffer buffer, int at, byte[] value) {
        if (value.length > length) {
            throw new WireFault(name + " holds " + length + " bytes, not " + value.length);
        }
        buffer.put(at + offset, value);
        for (int i = value.length; i < length; i++) {
            buffer.put(at + offset + i, (byte) 0);
        }
    }
}
