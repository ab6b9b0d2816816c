// SPDX-License-Identifier: Apache-2.0
package backplane.chain;

import java.nio.ByteBuffer;

/**
 * The device-readable bytes of a chain as one stream, whatever descriptors they are cut into. Each byte is copied out of guest
 * memory once, so what was checked is what is used. On the device's thread only.
 */
public interface ChainReader {
    /** Bytes from the start to the end, 0 to 2^32-1; does not change while reading. */
    long length();

    /** Bytes not read yet. */
    long remaining();

    /**
     * Reads as many bytes as {@code into} has room for, or as remain, whichever is less.
     *
     * @return how many, 0 or more
     */
    int read(ByteBuffer into);

    /**
     * Reads a whole structure.
     *
     * @throws ChainFault REQUEST_TOO_SHORT if fewer than {@code into.remaining()} bytes remain; nothing is read then
     */
    default void readFully(ByteBuffer into) {
        if (remaining() < into.remaining()) {
            throw new ChainFault(ChainFault.Reason.REQUEST_TOO_SHORT,
                    into.remaining() + " bytes are needed, " + remaining() + " are left of " + length());
        }
        read(into);
    }

    /** Passes over {@code bytes}, or to the end if fewer remain. */
    void skip(long bytes);
}
