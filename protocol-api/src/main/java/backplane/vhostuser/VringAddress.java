// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * Where the parts of a vring are (vhost-user, "A vring address description"; struct vhost_vring_addr of linux/vhost.h,
 * whose order is descriptors, used, available).
 *
 * @param logUsed whether writes to the used ring are to be logged at {@code log}
 */
public record VringAddress(int index, boolean logUsed, FrontendAddress descriptors, FrontendAddress used,
        FrontendAddress available, GuestAddress log) {
    private static final WireStruct.Table T = WireStruct.hostEndian("vhost_vring_addr");
    public static final U32 INDEX = T.u32("index");
    public static final U32 FLAGS = T.u32("flags");
    public static final U64 DESC = T.u64("desc_user_addr");
    public static final U64 USED = T.u64("used_user_addr");
    public static final U64 AVAIL = T.u64("avail_user_addr");
    public static final U64 LOG = T.u64("log_guest_addr");
    public static final WireStruct LAYOUT = T.end(40);

    /** VHOST_VRING_F_LOG. */
    public static final int F_LOG = 1;

    public static VringAddress read(ByteBuffer payload) {
        return new VringAddress(VringState.clamp(INDEX.get(payload, 0)), (FLAGS.get(payload, 0) & F_LOG) != 0,
                new FrontendAddress(DESC.get(payload, 0)), new FrontendAddress(USED.get(payload, 0)),
                new FrontendAddress(AVAIL.get(payload, 0)), new GuestAddress(LOG.get(payload, 0)));
    }

    public void write(ByteBuffer into) {
        int at = into.position();
        INDEX.put(into, at, index);
        FLAGS.put(into, at, logUsed ? F_LOG : 0);
        DESC.put(into, at, descriptors.value());
        USED.put(into, at, used.value());
        AVAIL.put(into, at, available.value());
        LOG.put(into, at, log.value());
        into.position(at + LAYOUT.size());
    }
}
