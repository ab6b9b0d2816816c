// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * A vring and a number (vhost-user, "A vring state description").
 *
 * @param index unchecked
 * @param num   a size, a base or a switch, unsigned 32 bits
 */
public record VringState(int index, long num) {
    private static final WireStruct.Table T = WireStruct.hostEndian("vhost_vring_state");
    public static final U32 INDEX = T.u32("index");
    public static final U32 NUM = T.u32("num");
    public static final WireStruct LAYOUT = T.end(8);

    public static VringState read(ByteBuffer payload) {
        return new VringState(clamp(INDEX.get(payload, 0)), NUM.get(payload, 0));
    }

    public void write(ByteBuffer into) {
        INDEX.put(into, into.position(), index);
        NUM.put(into, into.position(), num);
        into.position(into.position() + LAYOUT.size());
    }

    /** An index that no device has stays one, and never turns negative. */
    static int clamp(long index) {
        return (int) Math.min(index, Integer.MAX_VALUE);
    }
}
