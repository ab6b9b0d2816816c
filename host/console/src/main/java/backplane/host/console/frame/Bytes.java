// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.frame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a known number of bytes. */
final class Bytes {
    private Bytes() {
    }

    /** @param count bounded by the caller */
    static ByteBuffer read(InputStream from, int count) throws IOException {
        byte[] bytes = from.readNBytes(count);
        if (bytes.length < count) {
            throw new FrameFault("the other side stopped after " + bytes.length + " of " + count + " bytes");
        }
        return ByteBuffer.wrap(bytes);
    }
}
