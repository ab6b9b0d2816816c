// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.wire.U32;
import backplane.wire.WireStruct;

/** The header of each message in both directions (vhost-user, "Header"). */
public final class MessageHeader {
    private static final WireStruct.Table T = WireStruct.hostEndian("vhost_user_header");
    public static final U32 REQUEST = T.u32("request");
    public static final U32 FLAGS = T.u32("flags");
    public static final U32 SIZE = T.u32("size");
    public static final WireStruct LAYOUT = T.end(12);

    /** Bits 0 and 1 of the flags. */
    public static final int VERSION_MASK = 3;
    /** The only version there is. */
    public static final int VERSION = 1;
    public static final int REPLY = 4;
    public static final int NEED_REPLY = 8;
    /** The most payload that is taken, bytes: above the largest one, the shared memory configuration of 2056. */
    public static final int LARGEST_PAYLOAD = 4096;

    private MessageHeader() {
    }
}
