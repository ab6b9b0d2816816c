// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.nio.ByteBuffer;
import java.util.List;

/** What the driver remembers of a chain that is out, whatever the ring's format. */
record PostedChain(List<Integer> slots, List<Piece> pieces, List<Integer> buffers) {
    /**
     * One descriptor's bytes.
     *
     * @param at in the driver's window
     */
    record Piece(int at, int length, boolean writable) {
    }

    long writableLength() {
        return pieces.stream().filter(Piece::writable).mapToLong(Piece::length).sum();
    }

    /** The first {@code length} bytes of the writable part. */
    byte[] written(ByteBuffer window, int length) {
        byte[] bytes = new byte[length];
        int done = 0;
        for (Piece piece : pieces) {
            if (piece.writable()) {
                int count = Math.min(piece.length(), length - done);
                window.get(piece.at(), bytes, done, count);
                done += count;
            }
        }
        return bytes;
    }
}
