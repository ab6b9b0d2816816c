// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stores to memory of the guest that come after all earlier ones: a release fence and a plain store, and not {@code setRelease}. As long
 * as the interpreter runs the latter, it is an {@code xchgw} in the virtual machine's own code, which HotSpot cannot step over when the
 * front-end has taken the memory away: the process dies of it (assembler_x86.cpp, {@code locate_operand}, seen with 17.0.15), where a
 * plain store throws an {@link InternalError}.
 */
final class Publication {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Publication() {
    }

    /** @param at a multiple of 2 from an address that is one, so that the driver never sees half of it */
    static void put16(ByteBuffer into, int at, int value) {
        VarHandle.releaseFence();
        LE16.set(into, at, (short) value);
    }

    /** @param at a multiple of 4 from an address that is one */
    static void put32(ByteBuffer into, int at, int value) {
        VarHandle.releaseFence();
        LE32.set(into, at, value);
    }
}
