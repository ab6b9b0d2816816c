// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to the service manager, against a real socket. The texts are those of sd_notify(3). */
@Tag("protocol")
class NotifySocketTest {
    @TempDir
    private Path folder;
    private Path path;
    private OwnStore manager;
    private LinuxNotifySocket socket;
    private List<String> before;

    @BeforeEach
    void connect() throws KernelFault {
        before = Plumbing.open();
        path = folder.resolve("notify");
        manager = new OwnStore(path);
        socket = new LinuxNotifySocket(Map.of("NOTIFY_SOCKET", path.toString()));
    }

    @AfterEach
    void nothingIsLeftOpen() {
        socket.disconnect();
        manager.close();
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void withoutAManagerNothingIsTold() throws KernelFault {
        LinuxNotifySocket nobody = new LinuxNotifySocket(Map.of());
        assertThat(nobody.isThere()).isFalse();
        nobody.tell("READY=1");
        nobody.settle(Duration.ofSeconds(1));
    }

    @Test
    void tellsAsOneDatagramEach() throws KernelFault {
        socket.tell("READY=1\nMAINPID=17");
        socket.tell("STOPPING=1");
        assertThat(manager.next().text()).isEqualTo("READY=1\nMAINPID=17");
        assertThat(manager.next().text()).isEqualTo("STOPPING=1");
    }

    @Test
    void aStoredDescriptorIsTheSameFileAndStaysOurs() throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        socket.store("gpio0.kick.0", pipe.first());
        OwnStore.Notice notice = manager.next();
        assertThat(notice.text().split("\n")).containsExactlyInAnyOrder("FDSTORE=1", "FDPOLL=0", "FDNAME=gpio0.kick.0");
        assertThat(notice.fds()).hasSize(1);
        assertThat(FileStatus.of(notice.fds().get(0).number()).isPipe()).isTrue();
        assertThat(pipe.first().isOpen()).isTrue();
        notice.fds().forEach(OwnedFd::close);
        pipe.close();
    }

    @Test
    void removesByName() throws KernelFault {
        socket.remove("gpio0.kick.0");
        assertThat(manager.next().text().split("\n")).containsExactlyInAnyOrder("FDSTOREREMOVE=1", "FDNAME=gpio0.kick.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a\nREADY=1", "a b", "\u00e4"})
    void anotherNameIsRefusedAndNothingTold(String name) throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        assertFault(() -> socket.store(name, pipe.first()), Errno.EINVAL);
        assertFault(() -> socket.remove(name), Errno.EINVAL);
        assertFault(() -> socket.remove("x".repeat(256)), Errno.EINVAL);
        pipe.close();
        assertThat(manager.isEmpty()).isTrue();
    }

    @Test
    void copiesOfAFileAreToldFromOtherFiles() throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        LinuxEventFds eventFds = new LinuxEventFds();
        try (EventFd one = eventFds.create(); EventFd other = eventFds.create(); OwnedFd memory = Plumbing.unsealedMemory(1);
                OwnedFd more = Plumbing.unsealedMemory(1)) {
            List<OwnedFd> different = List.of(pipe.first(), one.fd(), other.fd(), memory, more);
            assertThat(different.stream().map(this::identity)).doesNotHaveDuplicates();
            for (OwnedFd fd : different) {
                try (OwnedFd copy = new LinuxFd(Libc.fcntl(fd.number(), Libc.F_DUPFD_CLOEXEC, 0))) {
                    assertThat(identity(copy)).isEqualTo(identity(fd));
                }
            }
        }
        pipe.close();
    }

    private String identity(OwnedFd fd) {
        try {
            return socket.identity(fd);
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Test
    void settledWhenTheManagerHasTakenAll() throws Exception {
        CompletableFuture<Void> settled = CompletableFuture.runAsync(() -> settle(Duration.ofSeconds(10)));
        OwnStore.Notice barrier = manager.next();
        assertThat(barrier.text()).isEqualTo("BARRIER=1");
        assertThat(settled).isNotDone();
        barrier.fds().forEach(OwnedFd::close);
        settled.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aManagerThatDoesNotReadIsNotWaitedForForEver() throws KernelFault {
        assertFault(() -> socket.settle(Duration.ofMillis(20)), Errno.ETIMEDOUT);
        manager.next().fds().forEach(OwnedFd::close);
    }

    @Test
    void aManagerThatStartsAgainIsFoundAgain() throws Exception {
        socket.tell("READY=1");
        manager.close();
        Files.delete(path);
        manager = new OwnStore(path);
        socket.tell("WATCHDOG=1");
        assertThat(manager.next().text()).isEqualTo("WATCHDOG=1");
    }

    private void settle(Duration limit) {
        try {
            socket.settle(limit);
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void assertFault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }
}
