// SPDX-License-Identifier: Apache-2.0
package backplane.chain;

import java.nio.ByteBuffer;

/**
 * The device-writable bytes of a chain as one stream, whatever descriptors they are cut into. On the device's thread only.
 */
public interface ChainWriter {
    /** Bytes from the start to the end, 0 to 2^32-1; does not change while writing. */
    long length();

    /** Bytes from the current position to the end. */
    long remaining();

    /** Goes to a place counted from the start, 0 to {@link #length()}: for a status that is the last byte whatever comes before it. */
    void position(long fromStart);

    /**
     * Writes as many bytes of {@code from} as there is room for.
     *
     * @return how many, 0 or more
     */
    int write(ByteBuffer from);

    /**
     * Writes a whole structure.
     *
     * @throws ChainFault RESPONSE_TOO_SHORT if there is no room for all of it; nothing is written then
     */
    default void writeFully(ByteBuffer from) {
        if (remaining() < from.remaining()) {
            throw new ChainFault(ChainFault.Reason.RESPONSE_TOO_SHORT,
                    from.remaining() + " bytes are to be written, there is room for " + remaining() + " of " + length());
        }
        write(from);
    }
}
