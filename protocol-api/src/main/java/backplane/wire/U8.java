// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.nio.ByteBuffer;

/** An unsigned byte of a layout. */
public record U8(String name, int offset) implements WireField {
    @Override
    public int length() {
        return 1;
    }

    /** The value, 0 to 255, of the structure that begins at {@code at}. */
    public int get(ByteBuffer buffer, int at) {
        return buffer.get(at + offset) & 0xff;
    }

    /** Writes the low 8 bits of {@code value}. */
    public void put(ByteBuffer buffer, int at, int value) {
        buffer.put(at + offset, (byte) value);
    }
}
