// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.vhostuser.ConfigAccess;
import backplane.vhostuser.VringState;
import backplane.vhostuser.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a request is answered with.
 *
 * @param payload null for nothing but an acknowledgement, if one was asked for
 */
public record Reply(ByteBuffer payload) {
    /** Done: acknowledged with 0 if the front-end asked for that. */
    public static final Reply DONE = new Reply(null);

    public static Reply value(long value) {
        return new Reply(buffer(Word.LAYOUT.size()).putLong(value).flip());
    }

    public static Reply state(VringState state) {
        ByteBuffer payload = buffer(VringState.LAYOUT.size());
        state.write(payload);
        return new Reply(payload.flip());
    }

    /** @param bytes {@code access.length()} of them */
    public static Reply config(ConfigAccess access, ByteBuffer bytes) {
        ByteBuffer payload = buffer(ConfigAccess.HEAD.size() + access.length());
        access.write(payload);
        return new Reply(payload.put(bytes).flip());
    }

    /** The error that a request for configuration bytes is answered with. */
    public static Reply empty() {
        return new Reply(buffer(0));
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
