// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("protocol")
class AdoptedConnectionTest {
    private static final int SOCK_DGRAM = 2;
    private final LinuxUnixSockets sockets = new LinuxUnixSockets();
    @TempDir
    private Path folder;
    private List<String> before;

    @BeforeEach
    void warmUp() throws KernelFault {
        Pair.in(folder).close();
        before = Plumbing.open();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void aSocketPairCarriesDescriptorsBothWays() throws KernelFault {
        Plumbing.Ends ends = Plumbing.socketPair(Libc.SOCK_STREAM);
        try (UnixConnection one = sockets.adopt(ends.first()); UnixConnection two = sockets.adopt(ends.second());
                LinuxFd memory = Plumbing.unsealedMemory(77)) {
            assertThat(ends.first().isOpen()).as("taken over").isFalse();
            for (UnixConnection from : List.of(one, two)) {
                List<OwnedFd> received = new ArrayList<>();
                from.send(ByteBuffer.allocate(4), memory);
                assertThat((from == one ? two : one).receive(ByteBuffer.allocate(9), received)).isEqualTo(4);
                assertThat(FileStatus.of(received.get(0).number()).size()).isEqualTo(77);
                received.get(0).close();
            }
        }
    }

    @Test
    void aPipeGoesOneWay() throws Exception {
        Plumbing.Ends ends = Plumbing.pipe();
        try (UnixConnection in = sockets.adopt(ends.first()); UnixConnection out = sockets.adopt(ends.second())) {
            byte[] state = new byte[300_000];
            state[299_999] = 5;
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(out, ByteBuffer.wrap(state)));
            ByteBuffer into = ByteBuffer.allocate(state.length);
            while (into.hasRemaining()) {
                assertThat(in.receive(into, new ArrayList<>())).isPositive();
            }
            sender.get();
            assertThat(into.array()).isEqualTo(state);
            out.close();
            assertThat(in.receive(ByteBuffer.allocate(1), new ArrayList<>())).as("the end").isEqualTo(-1);
            assertThatThrownBy(in::peer).isInstanceOf(KernelFault.class);
            assertThatThrownBy(() -> out.send(ByteBuffer.allocate(1))).isInstanceOf(KernelFault.class);
        }
    }

    @RepeatedTest(20)
    void shutdownWakesAReceiveFromAPipe() throws Exception {
        Plumbing.Ends ends = Plumbing.pipe();
        try (UnixConnection in = sockets.adopt(ends.first()); LinuxFd writer = ends.second()) {
            CompletableFuture<Integer> receiver = CompletableFuture.supplyAsync(() -> receive(in));
            in.shutdown();
            assertThat(receiver.get()).isEqualTo(-1);
            assertThat(writer.isOpen()).isTrue();
        }
    }

    @Test
    void aPipeThatNobodyReadsIsGivenUp() throws Exception {
        Plumbing.Ends ends = Plumbing.pipe();
        int number = Libc.fcntl(ends.second().number(), Libc.F_DUPFD_CLOEXEC, 0);
        try (UnixConnection out = new LinuxPipe(number, 20)) {
            assertFault(() -> out.send(ByteBuffer.allocate(1_000_000)), Errno.ETIMEDOUT);
            ends.first().close();
            assertFault(() -> out.send(ByteBuffer.allocate(1)), Errno.EPIPE);
        }
        ends.close();
    }

    @Test
    void otherKindsAreRefusedAndClosed() throws KernelFault {
        refuse(Plumbing.unsealedMemory(1));
        refuse(Plumbing.opened(folder));
        refuse((LinuxFd) LinuxEventFd.create().fd());
        refuse(new LinuxFd(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM, 0)));
        refuse(new LinuxFd(Libc.socket(2, Libc.SOCK_STREAM, 0)));
        Plumbing.Ends datagrams = Plumbing.socketPair(SOCK_DGRAM);
        refuse(datagrams.first());
        refuse(datagrams.second());
    }

    private void refuse(LinuxFd fd) {
        assertFault(() -> sockets.adopt(fd), Errno.EINVAL);
        assertThat(fd.isOpen()).isFalse();
    }

    private static void assertFault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }

    private static int receive(UnixConnection from) {
        try {
            return from.receive(ByteBuffer.allocate(1), new ArrayList<>());
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void send(UnixConnection to, ByteBuffer bytes) {
        try {
            to.send(bytes);
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }
}
