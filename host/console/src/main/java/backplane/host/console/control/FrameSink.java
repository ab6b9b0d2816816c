// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.ExitStatus;
import backplane.host.console.frame.Frame;
import backplane.host.console.frame.FrameKind;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends frames to one client, each whole, from whichever thread writes. */
final class FrameSink {
    private final UnixConnection connection;
    /** Guarded by this. */
    private boolean closed;

    FrameSink(UnixConnection connection) {
        this.connection = connection;
    }

    /** @throws IOException if the client is gone or does not read; nothing is sent afterwards */
    synchronized void send(Frame frame) throws IOException {
        if (closed) {
            throw new IOException("the client is gone");
        }
        try {
            ByteBuffer encoded = frame.encode();
            connection.send(ByteBuffer.allocateDirect(encoded.remaining()).put(encoded).flip());
        } catch (KernelFault fault) {
            closed = true;
            throw new IOException(fault.getMessage(), fault);
        }
    }

    /** Sends what is to say and the end. Does nothing if the client is gone. */
    synchronized void finish(String message, ExitStatus status) {
        try {
            if (!message.isEmpty()) {
                send(new Frame(FrameKind.ERR, message.getBytes(StandardCharsets.UTF_8)));
            }
            send(Frame.end(status));
        } catch (IOException ignored) {
            // nobody is left to be told
        }
        closed = true;
    }

    /** After this nothing touches the connection any more. */
    synchronized void close() {
        closed = true;
    }
}
