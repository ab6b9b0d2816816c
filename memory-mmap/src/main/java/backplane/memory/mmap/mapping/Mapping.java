// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.mapping;

import backplane.kernel.KernelFault;
import backplane.memory.mmap.linux.KernelErrors;
import backplane.memory.mmap.linux.Libc;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A run of whole pages that is mapped (mmap(2)). Made and given up on control threads.
 *
 * @param address of the first page
 * @param length  bytes, whole pages
 */
record Mapping(long address, long length) {
    private static final int READ_WRITE = Libc.PROT_READ | Libc.PROT_WRITE;
    private static final long FAILED = -1;

    /** Maps a file shared: what the guest writes is seen here, and the other way round. */
    static Mapping of(int file, long offset, long length) throws KernelFault {
        long address = Libc.mmap(0, length, READ_WRITE, Libc.MAP_SHARED | Libc.MAP_NORESERVE, file, offset);
        if (address == FAILED) {
            throw KernelErrors.lastFault("map 0x" + Long.toHexString(length) + " bytes from 0x" + Long.toHexString(offset));
        }
        return new Mapping(address, length);
    }

    /** A buffer over some of it, little-endian as all of VIRTIO 1.x. Must not be used after {@link #unmap()}. */
    ByteBuffer buffer(long offset, int size) {
        return new Pointer(address).getByteBuffer(offset, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Puts zeros in the place of the file: a thread that is late reads those, where a hole would kill the JVM. */
    void blank() throws KernelFault {
        int flags = Libc.MAP_FIXED | Libc.MAP_ANONYMOUS | Libc.MAP_PRIVATE | Libc.MAP_NORESERVE;
        if (Libc.mmap(address, length, READ_WRITE, flags, -1, 0) == FAILED) {
            throw KernelErrors.lastFault("put zeros over a mapping of 0x" + Long.toHexString(length) + " bytes");
        }
    }

    void unmap() throws KernelFault {
        if (Libc.munmap(address, length) < 0) {
            throw KernelErrors.lastFault("unmap 0x" + Long.toHexString(length) + " bytes");
        }
    }
}
