// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.U64;
import backplane.wire.WireStruct;

/** A payload of one 64-bit number (vhost-user, "A 64-bit integer"). */
public final class Word {
    private static final WireStruct.Table T = WireStruct.hostEndian("u64");
    public static final U64 VALUE = T.u64("value");
    public static final WireStruct LAYOUT = T.end(8);

    private Word() {
    }
}
