// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.Frame;
import backplane.host.console.frame.FrameKind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A command's output as frames: one for each piece that it writes. */
final class FrameStream extends OutputStream {
    private final FrameSink sink;
    private final FrameKind kind;

    FrameStream(FrameSink sink, FrameKind kind) {
        this.sink = sink;
        this.kind = kind;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = offset; from < offset + length; from += Frame.MOST_BYTES) {
            int to = Math.min(offset + length, from + Frame.MOST_BYTES);
            sink.send(new Frame(kind, Arrays.copyOfRange(bytes, from, to)));
        }
    }
}
