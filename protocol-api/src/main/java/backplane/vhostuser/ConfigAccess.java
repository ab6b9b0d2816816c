// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import backplane.vhostuser.ProtocolFault.Reason;
import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * The head of GET_CONFIG's and SET_CONFIG's payload (vhost-user, "Virtio device config space"); the bytes follow it.
 *
 * @param offset in the configuration space, 0 to 256
 * @param length bytes, 0 to 256 - offset
 * @param flags  0: the driver writes; 1: migration restores. Not to be trusted: Cloud Hypervisor sends 1 for a driver's writes
 */
public record ConfigAccess(int offset, int length, long flags) {
    private static final WireStruct.Table T = WireStruct.hostEndian("config_access");
    public static final U32 OFFSET = T.u32("offset");
    public static final U32 SIZE = T.u32("size");
    public static final U32 FLAGS = T.u32("flags");
    public static final WireStruct HEAD = T.end(12);
    /** VHOST_USER_MAX_CONFIG_SIZE. */
    public static final int LARGEST = 256;
    public static final PayloadShape SHAPE = new PayloadShape("config", HEAD.size(), HEAD.size() + LARGEST);

    /**
     * @throws ProtocolFault BAD_VALUE if offset and size pass 256, BAD_SIZE if the payload has other than {@code size} bytes
     */
    public static ConfigAccess read(ByteBuffer payload) throws ProtocolFault {
        long offset = OFFSET.get(payload, 0);
        long size = SIZE.get(payload, 0);
        if (offset > LARGEST || size > LARGEST || offset + size > LARGEST) {
            throw new ProtocolFault(Reason.BAD_VALUE, size + " bytes from offset " + offset
                    + " pass the " + LARGEST + " bytes that a configuration space has at most");
        }
        if (payload.limit() != HEAD.size() + size) {
            throw new ProtocolFault(Reason.BAD_SIZE, "a configuration access of " + size + " bytes has a payload of "
                    + (HEAD.size() + size) + ", not " + payload.limit());
        }
        return new ConfigAccess((int) offset, (int) size, FLAGS.get(payload, 0));
    }

    /** Writes the head; the bytes are the caller's to add. */
    public void write(ByteBuffer into) {
        int at = into.position();
        OFFSET.put(into, at, offset);
        SIZE.put(into, at, length);
        FLAGS.put(into, at, flags);
        into.position(at + HEAD.size());
    }
}
