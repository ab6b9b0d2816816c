// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import java.nio.ByteBuffer;

/** A range of mapped bytes, filled in by {@link MemoryTable#locate}. Reused, so that a request allocates nothing. One thread. */
public final class Extent {
    private ByteBuffer buffer;
    private int position;
    private int length;

    /** The window that holds the bytes; use absolute positions only, since others share it. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where the range begins in {@link #buffer()}. */
    public int position() {
        return position;
    }

    /** Bytes, 1 or more. */
    public int length() {
        return length;
    }

    void set(ByteBuffer newBuffer, int newPosition, int newLength) {
        buffer = newBuffer;
        position = newPosition;
        length = newLength;
    }
}
