// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Descriptors of every kind, for a front-end that sends the wrong ones. All that one case made is closed with it. One thread. */
final class RawFds implements MemoryFiles, AutoCloseable {
    private static final C LIBC = Native.load("c", C.class);
    private static final int CLOEXEC = 0x80000;
    private static final int READ_WRITE = 2;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;
    private static final int EVENTFD_SEMAPHORE = 1;

    private final List<Raw> all = new ArrayList<>();

    /** The few functions of libc that make what the ports of the house do not make. */
    interface C extends Library {
        int open(String path, int flags);

        int close(int fd);

        int pipe2(int[] ends, int flags);

        int socketpair(int domain, int type, int protocol, int[] ends);

        int eventfd(int count, int flags);

        int memfd_create(String name, int flags);

        int ftruncate(int fd, long length);
    }

    /** One number. */
    static final class Raw implements OwnedFd {
        private final int number;
        private boolean open = true;

        Raw(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                LIBC.close(number);
            }
        }

        void truncate(long length) {
            LIBC.ftruncate(number, length);
        }
    }

    /** A memory file that can be truncated under the host. */
    @Override
    public OwnedFd create(String name, long size) throws KernelFault {
        return memory(size);
    }

    Raw memory(long size) throws KernelFault {
        Raw file = keep(LIBC.memfd_create("torture", 1));
        file.truncate(size);
        return file;
    }

    /** Cuts every memory file of the case. */
    void truncateAll(long length) {
        all.stream().filter(Raw::isOpen).forEach(fd -> fd.truncate(length));
    }

    /** Both ends; the first is the one to read from. */
    Raw[] pipe() throws KernelFault {
        int[] ends = new int[2];
        LIBC.pipe2(ends, CLOEXEC);
        return new Raw[] {keep(ends[0]), keep(ends[1])};
    }

    Raw[] sockets(int type) throws KernelFault {
        int[] ends = new int[2];
        LIBC.socketpair(1, type | CLOEXEC, 0, ends);
        return new Raw[] {keep(ends[0]), keep(ends[1])};
    }

    /** Any kind but the right one, and sometimes the right one too. */
    OwnedFd any(Random random) throws KernelFault {
        return switch (random.nextInt(10)) {
            case 0 -> pipe()[0];
            case 1 -> pipe()[1];
            case 2 -> sockets(STREAM)[0];
            case 3 -> sockets(DATAGRAM)[0];
            case 4 -> keep(LIBC.open("/tmp", CLOEXEC));
            case 5 -> keep(LIBC.open("/dev/null", CLOEXEC | READ_WRITE));
            case 6 -> keep(LIBC.open("/proc/self/stat", CLOEXEC));
            case 7 -> keep(LIBC.eventfd(0, CLOEXEC | EVENTFD_SEMAPHORE));
            case 8 -> memory(random.nextInt(3) * 4096L);
            default -> halfClosed();
        };
    }

    OwnedFd[] some(Random random, int count) throws KernelFault {
        OwnedFd[] fds = new OwnedFd[count];
        for (int i = 0; i < count; i++) {
            fds[i] = any(random);
        }
        return fds;
    }

    private OwnedFd halfClosed() throws KernelFault {
        Raw[] ends = sockets(STREAM);
        ends[1].close();
        return ends[0];
    }

    private Raw keep(int number) throws KernelFault {
        if (number < 0) {
            throw new KernelFault(Errno.EMFILE, "make a descriptor for the torture");
        }
        Raw raw = new Raw(number);
        all.add(raw);
        return raw;
    }

    @Override
    public void close() {
        all.forEach(Raw::close);
        all.clear();
    }
}
