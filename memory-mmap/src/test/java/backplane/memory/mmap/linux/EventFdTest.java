// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("protocol")
class EventFdTest {
    private static final int SOCK_DGRAM = 2;
    private final LinuxEventFds eventFds = new LinuxEventFds();
    @TempDir
    private Path folder;
    private List<String> before;

    @BeforeEach
    void count() {
        before = Plumbing.open();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void anEventfdCountsAndIsNeverRead() throws KernelFault {
        try (EventFd event = eventFds.create(); NativeBlock value = new NativeBlock(8)) {
            event.signal();
            event.signal();
            event.clear();
            assertThat(Libc.read(event.fd().number(), value.address(), 8)).isEqualTo(8);
            assertThat(value.bytes().getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void aFullEventfdIsANotificationThatWaits() throws KernelFault {
        try (EventFd event = eventFds.create(); NativeBlock value = new NativeBlock(8)) {
            value.bytes().putLong(0, -2);
            assertThat(Libc.write(event.fd().number(), value.address(), 8)).isEqualTo(8);
            event.signal();
        }
    }

    @Test
    void anEventfdOfSomebodyElseIsTakenOver() throws KernelFault {
        int blocking = Plumbing.check(Libc.eventfd(0, Libc.O_CLOEXEC));
        try (EventFd event = eventFds.adopt(new LinuxFd(blocking)); NativeBlock value = new NativeBlock(8)) {
            assertThat(Libc.fcntl(blocking, Libc.F_GETFL, 0) & Libc.O_NONBLOCK).isNotZero();
            event.signal();
            assertThat(Libc.read(blocking, value.address(), 8)).isEqualTo(8);
        }
    }

    @Test
    void aPipeCarriesEightBytesAndIsEmptied() throws KernelFault {
        Plumbing.Ends ends = Plumbing.pipe();
        try (EventFd call = eventFds.adopt(ends.second()); EventFd kick = eventFds.adopt(ends.first());
                NativeBlock value = new NativeBlock(8)) {
            call.signal();
            assertThat(Libc.read(kick.fd().number(), value.address(), 8)).isEqualTo(8);
            assertThat(value.bytes().getLong(0)).isEqualTo(1);
            for (int i = 0; i < 100; i++) {
                call.signal();
            }
            kick.clear();
            assertThat(Libc.read(kick.fd().number(), value.address(), 8)).as("EAGAIN").isEqualTo(-1);
            kick.clear();
            call.clear();
        }
    }

    @Test
    void aFullPipeIsANotificationThatWaits() throws KernelFault {
        Plumbing.Ends ends = Plumbing.pipe();
        try (EventFd call = eventFds.adopt(ends.second()); EventFd kick = eventFds.adopt(ends.first())) {
            for (int i = 0; i < 10_000; i++) {
                call.signal();
            }
            kick.clear();
            assertThat(Readiness.await(kick.fd().number(), Libc.POLLIN, 0)).as("64 KiB at once").isFalse();
        }
    }

    @Test
    void clearEndsThoughThePipeIsLargerThanItsLimit() throws KernelFault {
        Plumbing.Ends ends = Plumbing.pipe();
        Plumbing.check(Libc.fcntl(ends.first().number(), 1031, 1 << 20));
        try (EventFd call = eventFds.adopt(ends.second()); EventFd kick = eventFds.adopt(ends.first())) {
            for (int i = 0; i < 20_000; i++) {
                call.signal();
            }
            kick.clear();
            assertThat(Readiness.await(kick.fd().number(), Libc.POLLIN, 0)).isTrue();
        }
    }

    @Test
    void aSocketWorksAsWell() throws KernelFault {
        Plumbing.Ends ends = Plumbing.socketPair(SOCK_DGRAM);
        try (EventFd call = eventFds.adopt(ends.second()); EventFd kick = eventFds.adopt(ends.first())) {
            for (int i = 0; i < 10_000; i++) {
                call.signal();
            }
            assertThat(Readiness.await(kick.fd().number(), Libc.POLLIN, 0)).isTrue();
            while (Readiness.await(kick.fd().number(), Libc.POLLIN, 0)) {
                kick.clear();
            }
            ends.first().close();
            assertFault(call, Errno.ECONNREFUSED);
        }
    }

    @Test
    void anOtherEndThatIsGoneIsAFaultAndNoSignal() throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        Plumbing.Ends stream = Plumbing.socketPair(Libc.SOCK_STREAM);
        try (EventFd overPipe = eventFds.adopt(pipe.second()); EventFd overStream = eventFds.adopt(stream.second())) {
            pipe.first().close();
            stream.first().close();
            assertFault(overPipe, Errno.EPIPE);
            assertFault(overStream, Errno.EPIPE);
        }
    }

    @Test
    void whatCannotNotifyIsRefusedByNameAndClosed() throws IOException {
        refuse(Plumbing.opened(Files.createFile(folder.resolve("file"))), "a regular file");
        refuse(Plumbing.opened(folder), "a folder");
        refuse(Plumbing.opened(Path.of("/dev/null")), "a character device");
        refuse(Plumbing.unsealedMemory(8), "a regular file");
        refuse(new LinuxFd(Libc.epoll_create1(Libc.O_CLOEXEC)), "anon_inode:[eventpoll]");
    }

    @Test
    void aClosedOneIsRefused() throws KernelFault {
        EventFd event = eventFds.create();
        event.close();
        event.close();
        event.clear();
        assertFault(event, Errno.EBADF);
        assertThatThrownBy(() -> eventFds.adopt(event.fd())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSignalAllocatesNothing() throws KernelFault {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Plumbing.Ends ends = Plumbing.pipe();
        try (EventFd event = eventFds.create(); EventFd fullPipe = eventFds.adopt(ends.second());
                EventFd kick = eventFds.adopt(ends.first())) {
            long allocated = 0;
            for (int round = 0; round < 3; round++) {
                long start = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < 10_000; i++) {
                    event.signal();
                    fullPipe.signal();
                }
                kick.clear();
                allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - start;
            }
            assertThat(allocated).as("bytes in 20000 signals").isLessThan(10_000);
        }
    }

    private void refuse(LinuxFd fd, String kind) {
        assertThatThrownBy(() -> eventFds.adopt(fd)).isInstanceOfSatisfying(KernelFault.class, fault -> {
            assertThat(fault.errno()).isEqualTo(Errno.EINVAL);
            assertThat(fault).hasMessageContaining(kind);
        });
        assertThat(fd.isOpen()).isFalse();
    }

    private static void assertFault(EventFd event, Errno errno) {
        assertThatThrownBy(event::signal)
                .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }
}
