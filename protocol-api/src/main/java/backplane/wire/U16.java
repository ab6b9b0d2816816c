// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An unsigned 16-bit integer of a layout.
 *
 * @param little whether the byte order is little-endian, else big-endian
 */
public record U16(String name, int offset, boolean little) implements WireField {
    private static final VarHandle LE = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int length() {
        return 2;
    }

    /** The value, 0 to 65535, of the structure that begins at {@code at}. The address need not be aligned. */
    public int get(ByteBuffer buffer, int at) {
        short raw = little ? (short) LE.get(buffer, at + offset) : (short) BE.get(buffer, at + offset);
        return raw & 0xffff;
    }

    /** Writes the low 16 bits of {@code value}. */
    public void put(ByteBuffer buffer, int at, int value) {
        if (little) {
            LE.set(buffer, at + offset, (short) value);
        } else {
            BE.set(buffer, at + offset, (short) value);
        }
    }
}
