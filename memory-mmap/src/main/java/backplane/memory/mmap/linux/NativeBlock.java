// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Zeroed bytes outside the heap whose address a system call may be given. One thread at a time. To be closed at once rather than
 * by the collector: a front-end that connects again and again would outrun it.
 */
public final class NativeBlock implements AutoCloseable {
    private final Memory memory;
    private final ByteBuffer bytes;
    private final long address;

    /** @param size bytes, 1 or more */
    public NativeBlock(int size) {
        memory = new Memory(size);
        memory.clear();
        bytes = memory.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
        address = com.sun.jna.Pointer.nativeValue(memory);
    }

    /** A string as C has it. */
    static NativeBlock ofString(byte[] text) {
        NativeBlock block = new NativeBlock(text.length + 1);
        block.bytes.put(0, text);
        return block;
    }

    /** The bytes that the kernel sees for a path: in the encoding that java.nio.file uses as well. */
    static byte[] encode(java.nio.file.Path path) {
        String name = System.getProperty("sun.jnu.encoding");
        return path.toString().getBytes(name == null ? StandardCharsets.UTF_8 : Charset.forName(name));
    }

    public long address() {
        return address;
    }

    /** All of it, in the machine's byte order; not to be touched after {@link #close()}. */
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        memory.close();
    }
}
