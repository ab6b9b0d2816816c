// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.kernel.OwnedFd;
import backplane.vhostuser.ConfigAccess;
import backplane.vhostuser.InflightArea;
import backplane.vhostuser.LogArea;
import backplane.vhostuser.VringState;
import backplane.vhostuser.Word;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a request is answered with.
 *
 * @param payload null for nothing but an acknowledgement, if one was asked for
 * @param fd      goes beside it and is closed then; null for none
 */
public record Reply(ByteBuffer payload, OwnedFd fd) {
    /** Done: acknowledged with 0 if the front-end asked for that. */
    public static final Reply DONE = new Reply(null, null);

    public static Reply value(long value) {
        return of(buffer(Word.LAYOUT.size()).putLong(value));
    }

    public static Reply state(VringState state) {
        ByteBuffer payload = buffer(VringState.LAYOUT.size());
        state.write(payload);
        return of(payload);
    }

    /** @param bytes {@code access.length()} of them */
    public static Reply config(ConfigAccess access, ByteBuffer bytes) {
        ByteBuffer payload = buffer(ConfigAccess.HEAD.size() + access.length());
        access.write(payload);
        return of(payload.put(bytes));
    }

    public static Reply inflight(InflightArea area, OwnedFd file) {
        ByteBuffer payload = buffer(InflightArea.LAYOUT.size());
        area.write(payload);
        return new Reply(payload.flip(), file);
    }

    /** What SET_LOG_BASE is answered with: the area again. */
    public static Reply log(LogArea area) {
        ByteBuffer payload = buffer(LogArea.LAYOUT.size());
        area.write(payload);
        return of(payload);
    }

    /** The error that a request for configuration bytes is answered with. */
    public static Reply empty() {
        return of(buffer(0));
    }

    private static Reply of(ByteBuffer written) {
        return new Reply(written.flip(), null);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
