// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.OwnedFd;
import backplane.vhostuser.ConfigAccess;
import backplane.vhostuser.VringState;
import backplane.vhostuser.Word;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A message of the back-end: a reply, or on the back-end channel a request.
 *
 * @param payload from position 0 to its limit, in this machine's byte order
 * @param fds     the reader's to close
 */
public record Message(long code, long flags, ByteBuffer payload, List<OwnedFd> fds) implements AutoCloseable {
    /**
     * @throws AssertionError if the payload is not one 64-bit number
     */
    public long word() {
        requireSize(Word.LAYOUT.size());
        return Word.VALUE.get(payload, 0);
    }

    /**
     * @throws AssertionError if the payload is no vring state
     */
    public VringState state() {
        requireSize(VringState.LAYOUT.size());
        return VringState.read(payload);
    }

    /**
     * The bytes after the head of a configuration access.
     *
     * @throws AssertionError if there are not {@code length} of them
     */
    public byte[] configBytes(int length) {
        requireSize(ConfigAccess.HEAD.size() + length);
        byte[] bytes = new byte[length];
        payload.get(ConfigAccess.HEAD.size(), bytes);
        return bytes;
    }

    private void requireSize(int size) {
        if (payload.limit() != size) {
            throw new AssertionError(this + ", but " + size + " bytes of payload were expected");
        }
    }

    /** Closes the descriptors. */
    @Override
    public void close() {
        fds.forEach(OwnedFd::close);
    }

    @Override
    public String toString() {
        return "message " + code + ", flags 0x" + Long.toHexString(flags) + ", " + payload.limit() + " bytes, " + fds.size() + " fds";
    }
}
