// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside of the heap at a known address, for what the library reads and writes. One thread. */
final class Cells {
    private static final int SPARE = 64;

    private ByteBuffer bytes;
    private long address;

    Cells() {
        reserve(SPARE);
    }

    /** Makes room for so many bytes, 1 or more; what was there is gone. */
    void reserve(int count) {
        if (bytes == null || bytes.capacity() < count) {
            bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
            address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
        }
    }

    /** Where the cell is, for the library: valid as long as this object lives and until the next {@link #reserve}. */
    long at(int offset) {
        return address + offset;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    long pointer(int offset) {
        return bytes.getLong(offset);
    }

    void put(int offset, long value) {
        bytes.putLong(offset, value);
    }

    int number(int offset) {
        return bytes.getInt(offset);
    }
}
