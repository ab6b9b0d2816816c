// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An open character device, or a descriptor that one gave out (a line request, an event stream). Never blocks in
 * {@link #read} or {@link #write}; an {@link #ioctl} takes as long as the driver behind it. Any thread, as far as the driver allows
 * it; a buffer belongs to one call at a time.
 *
 * <p>Buffers are direct ones, because the kernel gets their address, and in the machine's byte order where a structure is in them.
 */
public interface CharDevice extends AutoCloseable {
    /** For a {@link Poller}; stays owned by this object. */
    OwnedFd fd();

    /**
     * An ioctl(2) whose argument is the address of a structure.
     *
     * @param request  the request code, as the _IO, _IOR, _IOW and _IOWR macros make it (include/uapi/asm-generic/ioctl.h): 32 bits.
     *                 The length that it carries is checked against {@code argument}
     * @param argument the structure, from index 0 on whatever the position; the kernel reads it, writes it, or both
     * @param links    pointers to be filled into the structures first, in order
     * @return what the kernel returned, 0 or more
     * @throws KernelFault              as the driver answers; ENODEV when the device has gone, EBADF after {@link #close()}
     * @throws IllegalArgumentException if a buffer is not direct, or too short for the request or for a link
     */
    int ioctl(int request, ByteBuffer argument, List<Link> links) throws KernelFault;

    /** As {@link #ioctl(int, ByteBuffer, List)}, of a structure without pointers. Allocates nothing unless it fails. */
    default int ioctl(int request, ByteBuffer argument) throws KernelFault {
        return ioctl(request, argument, List.of());
    }

    /** An ioctl(2) whose argument is a number itself, such as I2C_SLAVE. */
    int ioctl(int request, long argument) throws KernelFault;

    /**
     * Reads what is there now, at most {@code into.remaining()} bytes.
     *
     * @return how many; 0 if there is nothing now, -1 at the end
     */
    int read(ByteBuffer into) throws KernelFault;

    /**
     * Writes what the device takes now, at most {@code from.remaining()} bytes.
     *
     * @return how many; 0 if it takes nothing now
     */
    int write(ByteBuffer from) throws KernelFault;

    /** Never throws; the second call does nothing. A poller must have forgotten the descriptor. */
    @Override
    void close();

    /**
     * A pointer inside a structure: at byte {@code at} of {@code from} the address of byte 0 of {@code to} is written, 8 bytes long,
     * before the call. May be kept and used again with the same buffers.
     */
    record Link(ByteBuffer from, int at, ByteBuffer to) {
        public Link {
            if (at < 0 || at > from.capacity() - Long.BYTES) {
                throw new IllegalArgumentException("no room for a pointer at byte " + at + " of " + from.capacity());
            }
        }
    }
}
