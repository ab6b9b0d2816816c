// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * One piece of the host's answer.
 *
 * @param payload at most {@link #MOST_BYTES}; one byte, the status, if it is the {@link FrameKind#END}
 */
public record Frame(FrameKind kind, byte[] payload) {
    /** The longest payload. */
    public static final int MOST_BYTES = 64 * 1024;
    private static final int HEADER = 5;

    public Frame {
        if (payload.length > MOST_BYTES || kind == FrameKind.END && payload.length != 1) {
            throw new IllegalArgumentException(kind + " with " + payload.length + " bytes");
        }
    }

    /** The last one: how the command ended. */
    public static Frame end(ExitStatus status) {
        return new Frame(FrameKind.END, new byte[] {(byte) status.code()});
    }

    /** Of an {@link FrameKind#END}. */
    public int status() {
        return payload[0] & 0xff;
    }

    /** As it goes over the socket. */
    public ByteBuffer encode() {
        return ByteBuffer.allocate(HEADER + payload.length).put(kind.code()).putInt(payload.length).put(payload).flip();
    }

    /**
     * Reads one frame, waiting for all of it.
     *
     * @throws FrameFault if it is none, or the stream ends before it does
     */
    public static Frame read(InputStream from) throws IOException {
        ByteBuffer header = Bytes.read(from, HEADER);
        FrameKind kind = FrameKind.of(header.get());
        int length = header.getInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new FrameFault("a frame of " + Integer.toUnsignedString(length) + " bytes; at most " + MOST_BYTES + " are allowed");
        }
        if (kind == FrameKind.END && length != 1) {
            throw new FrameFault("a closing frame of " + length + " bytes instead of 1");
        }
        return new Frame(kind, Bytes.read(from, length).array());
    }
}
