// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An unsigned 32-bit integer of a layout.
 *
 * @param little whether the byte order is little-endian, else big-endian
 */
public record U32(String name, int offset, boolean little) implements WireField {
    private static final VarHandle LE = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int length() {
        return 4;
    }

    /** The value, 0 to 2^32-1, of the structure that begins at {@code at}. The address need not be aligned. */
    public long get(ByteBuffer buffer, int at) {
        int raw = little ? (int) LE.get(buffer, at + offset) : (int) BE.get(buffer, at + offset);
        return raw & 0xffff_ffffL;
    }

    /** Writes the low 32 bits of {@code value}. */
    public void put(ByteBuffer buffer, int at, long value) {
        if (little) {
            LE.set(buffer, at + offset, (int) value);
        } else {
            BE.set(buffer, at + offset, (int) value);
        }
    }
}
