// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

/** What a {@link Frame} carries. */
public enum FrameKind {
    /** Bytes for the client's standard output. */
    OUT(1),
    /** Bytes for the client's standard error. */
    ERR(2),
    /** The exit status; nothing follows. */
    END(3);

    private final byte code;

    FrameKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static FrameKind of(byte code) throws FrameFault {
        for (FrameKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new FrameFault("a frame of unknown kind " + (code & 0xff));
    }
}
