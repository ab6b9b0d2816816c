// SPDX-License-Identifier: Apache-2.0
package backplane.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A 64-bit integer of a layout; above 2^63-1 it reads as negative.
 *
 * @param little whether the byte order is little-endian, else big-endian
 */
public record U64(String name, int offset, boolean little) implements WireField {
    private static final VarHandle LE = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public int length() {
        return 8;
    }

    /** The 64 bits of the structure that begins at {@code at}. The address need not be aligned. */
    public long get(ByteBuffer buffer, int at) {
        long raw = little ? (long) LE.get(buffer, at + offset) : (long) BE.get(buffer, at + offset);
        return raw;
    }

    /** Writes the low 64 bits of {@code value}. */
    public void put(ByteBuffer buffer, int at, long value) {
        if (little) {
            LE.set(buffer, at + offset, value);
        } else {
            BE.set(buffer, at + offset, value);
        }
    }
}
