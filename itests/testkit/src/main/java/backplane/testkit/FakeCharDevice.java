// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.CharDevice;
import backplane.kernel.Errno;
import backplane.kernel.IoctlCode;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A character device whose driver is a test's. Checks what the real one checks, and so finds a caller that gives it a buffer on the
 * heap or a structure that is too short.
 */
public final class FakeCharDevice implements CharDevice {
    private final FakeFdTable fds;
    private final FakeFd fd;
    private final Driver driver;

    FakeCharDevice(FakeFdTable fds, String what, Driver driver) {
        this(fds, fds.open(new FakeDeviceFile(what, driver)));
    }

    /** @param fd of a {@link FakeDeviceFile}; owned by this object from now on */
    FakeCharDevice(FakeFdTable fds, FakeFd fd) {
        this.fds = fds;
        this.fd = fd;
        this.driver = ((FakeDeviceFile) fd.file()).driver();
    }

    /** What stands behind a device. Any thread; throws the faults that it wants to answer with. */
    public interface Driver {
        /** A request with a structure, or with a number alone: then {@link Call#argument()} is null. */
        int ioctl(Call call) throws KernelFault;

        default int read(ByteBuffer into) throws KernelFault {
            return 0;
        }

        default int write(ByteBuffer from) throws KernelFault {
            throw new KernelFault(Errno.EINVAL, "write");
        }

        /** What a poller asks. Who makes it true calls {@link FakeCharDevices#edge} afterwards. */
        default boolean isReadable() {
            return false;
        }

        /** The last descriptor of the device is closed. */
        default void closed() {
        }
    }

    /**
     * One ioctl.
     *
     * @param argument the structure, or null
     * @param number   the argument itself where it is no structure
     */
    public record Call(int request, ByteBuffer argument, long number, List<Link> links) {
        /** What the pointer at byte {@code at} of {@code from} points to. */
        public ByteBuffer at(ByteBuffer from, int at) throws KernelFault {
            for (Link link : links) {
                if (link.from() == from && link.at() == at) {
                    return link.to();
                }
            }
            throw new KernelFault(Errno.EFAULT, "follow the pointer at byte " + at);
        }
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public int ioctl(int request, ByteBuffer argument, List<Link> links) throws KernelFault {
        requireUsable(argument);
        if (argument.capacity() < IoctlCode.size(request)) {
            throw new IllegalArgumentException("a structure of " + argument.capacity() + " bytes for 0x" + Integer.toHexString(request));
        }
        links.forEach(link -> requireDirect(link.to()));
        return driver.ioctl(new Call(request, argument, 0, links));
    }

    @Override
    public int ioctl(int request, long argument) throws KernelFault {
        requireOpen();
        return driver.ioctl(new Call(request, null, argument, List.of()));
    }

    @Override
    public int read(ByteBuffer into) throws KernelFault {
        requireUsable(into);
        return driver.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws KernelFault {
        requireUsable(from);
        return driver.write(from);
    }

    @Override
    public void close() {
        fd.close();
    }

    private void requireUsable(ByteBuffer buffer) throws KernelFault {
        requireDirect(buffer);
        requireOpen();
    }

    private void requireOpen() throws KernelFault {
        if (!fd.isOpen()) {
            fds.misuse(fd + " was used after it was closed");
            throw new KernelFault(Errno.EBADF, "use " + fd);
        }
    }

    private static void requireDirect(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the kernel needs an address: the buffer must be a direct one");
        }
    }
}
