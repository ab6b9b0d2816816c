// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.CharDevice;
import backplane.kernel.Errno;
import backplane.kernel.IoctlCode;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.List;

/** A character device by open(2), ioctl(2), read(2) and write(2). Any thread; its descriptor outlives the calls under way. */
final class LinuxCharDevice implements CharDevice {
    private static final long UNSIGNED = 0xffff_ffffL;

    private final LinuxFd fd;
    private final String what;

    /** @param fd non-blocking; owned by this object from now on */
    LinuxCharDevice(LinuxFd fd, String what) {
        this.fd = fd;
        this.what = what;
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public int ioctl(int request, ByteBuffer argument, List<Link> links) throws KernelFault {
        requireDirect(argument);
        if (argument.capacity() < IoctlCode.size(request)) {
            throw new IllegalArgumentException(name(request) + " has a structure of " + IoctlCode.size(request) + " bytes, not "
                    + argument.capacity());
        }
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            requireDirect(link.from());
            link.from().putLong(link.at(), address(link.to()));
        }
        ByteBuffer whole = argument.position() == 0 ? argument : argument.duplicate().clear();
        int number = borrow();
        try {
            while (true) {
                int result = Libc.ioctl(number, request & UNSIGNED, whole);
                if (result >= 0) {
                    return result;
                }
                retryOrThrow(request);
            }
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public int ioctl(int request, long argument) throws KernelFault {
        int number = borrow();
        try {
            while (true) {
                int result = Libc.ioctl(number, request & UNSIGNED, argument);
                if (result >= 0) {
                    return result;
                }
                retryOrThrow(request);
            }
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public int read(ByteBuffer into) throws KernelFault {
        requireDirect(into);
        int number = borrow();
        try {
            long count = Libc.read(number, into, into.remaining());
            if (count < 0) {
                return nothing("read");
            }
            into.position(into.position() + (int) count);
            return count == 0 ? -1 : (int) count;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public int write(ByteBuffer from) throws KernelFault {
        requireDirect(from);
        int number = borrow();
        try {
            long count = Libc.write(number, from, from.remaining());
            if (count < 0) {
                return nothing("write");
            }
            from.position(from.position() + (int) count);
            return (int) count;
        } finally {
            fd.giveBack();
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    /** The address of byte 0. The buffer must stay reachable as long as the address is used; a link's does, through the list. */
    static long address(ByteBuffer buffer) {
        requireDirect(buffer);
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    private int borrow() throws KernelFault {
        int number = fd.borrow();
        if (number < 0) {
            throw new KernelFault(Errno.EBADF, "use " + what + " after it was closed");
        }
        return number;
    }

    private void retryOrThrow(int request) throws KernelFault {
        if (KernelErrors.last() != Errno.EINTR) {
            throw KernelErrors.lastFault(name(request));
        }
    }

    private int nothing(String tried) throws KernelFault {
        Errno errno = KernelErrors.last();
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return 0;
        }
        throw KernelErrors.lastFault(tried + " " + what);
    }

    private String name(int request) {
        return "ioctl 0x" + Integer.toHexString(request) + " of " + what;
    }

    private static void requireDirect(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the kernel needs an address: the buffer must be a direct one");
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
