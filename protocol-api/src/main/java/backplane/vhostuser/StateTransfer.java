// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * Which way a device's state goes (vhost-user, "Device state transfer parameters").
 *
 * @param direction 0 save, 1 load; unchecked
 * @param phase     0 stopped; unchecked
 */
public record StateTransfer(long direction, long phase) {
    private static final WireStruct.Table T = WireStruct.hostEndian("state_transfer");
    public static final U32 DIRECTION = T.u32("direction");
    public static final U32 PHASE = T.u32("phase");
    public static final WireStruct LAYOUT = T.end(8);

    public static final int SAVE = 0;
    public static final int LOAD = 1;

    public static StateTransfer read(ByteBuffer payload) {
        return new StateTransfer(DIRECTION.get(payload, 0), PHASE.get(payload, 0));
    }
}
