// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

import java.nio.ByteBuffer;

/**
 * A vring and whether a descriptor comes with it (vhost-user, SET_VRING_KICK, CALL and ERR).
 *
 * @param index 0 to 255, unchecked otherwise
 * @param noFd  bit 8: there is no descriptor, because the other side polls or does not care
 */
public record VringFile(int index, boolean noFd) {
    private static final int INDEX_MASK = 0xff;
    private static final int NO_FD = 0x100;

    public static VringFile read(ByteBuffer payload) {
        long value = Word.VALUE.get(payload, 0);
        return new VringFile((int) (value & INDEX_MASK), (value & NO_FD) != 0);
    }

    /** The number to send. */
    public long word() {
        return index | (noFd ? NO_FD : 0);
    }
}
