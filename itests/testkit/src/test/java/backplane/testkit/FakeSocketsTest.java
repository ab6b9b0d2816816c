// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Linux does with bytes and descriptors on one socket, and what the fake must therefore do. */
@Tag("protocol")
class FakeSocketsTest {
    private final FakeKernel kernel = new FakeKernel();
    private final FakeKernel other = kernel.otherProcess();
    private final UnixConnection[] ends = kernel.connect(other);
    private final UnixConnection here = ends[0];
    private final UnixConnection there = ends[1];
    private final List<OwnedFd> fds = new ArrayList<>();

    @Test
    void plainBytesRunTogether() throws KernelFault {
        there.send(ascii("ab"));
        there.send(ascii("cd"));

        assertThat(receive(10)).isEqualTo("abcd");
        assertThat(fds).isEmpty();
    }

    @Test
    void aReadEndsWithTheSendWhoseDescriptorsItTook() throws KernelFault {
        there.send(ascii("ab"), other.directory(), other.directory());
        there.send(ascii("cd"));

        assertThat(receive(10)).isEqualTo("ab");
        assertThat(fds).hasSize(2);
        assertThat(receive(10)).isEqualTo("cd");
        assertThat(fds).hasSize(2);
    }

    @Test
    void aReadThatAsksForTooMuchGetsTheNextMessagesDescriptors() throws KernelFault {
        there.send(ascii("ab"));
        there.send(ascii("cd"), other.directory());

        assertThat(receive(10)).isEqualTo("abcd");
        assertThat(fds).hasSize(1);
    }

    @Test
    void aReadThatStopsBeforeTheNextMessageLeavesItsDescriptors() throws KernelFault {
        there.send(ascii("ab"));
        there.send(ascii("cd"), other.directory());

        assertThat(receive(2)).isEqualTo("ab");
        assertThat(fds).isEmpty();
    }

    @Test
    void descriptorsComeWithTheFirstByteOfTheirSend() throws KernelFault {
        there.send(ascii("abcd"), other.directory());

        assertThat(receive(1)).isEqualTo("a");
        assertThat(fds).hasSize(1);
        assertThat(receive(10)).isEqualTo("bcd");
        assertThat(fds).hasSize(1);
    }

    @Test
    void aReceivedDescriptorIsANewOneOfTheSameObject() throws Exception {
        FakeEventFd sent = other.eventFds().create();
        there.send(ascii("x"), sent.fd());
        receive(1);
        sent.close();

        try (var adopted = (FakeEventFd) kernel.eventFds().adopt(fds.get(0))) {
            adopted.signal();
            assertThat(adopted.signals()).isEqualTo(1);
        }
        assertThat(other.openFds()).as("the connection alone").hasSize(1);
    }

    @Test
    void tooManyDescriptorsAreAllClosed() throws KernelFault {
        OwnedFd[] many = new OwnedFd[33];
        for (int i = 0; i < many.length; i++) {
            many[i] = other.directory();
        }
        there.send(ascii("x"), many);

        assertThatThrownBy(() -> receive(1)).isInstanceOfSatisfying(KernelFault.class,
                fault -> assertThat(fault.errno()).isEqualTo(Errno.ENOBUFS));
        assertThat(kernel.openFds()).as("the connection alone").hasSize(1);
    }

    @Test
    void descriptorsThatNobodyReceivedGoWithTheSocket() throws KernelFault {
        SocketPairsEnd inner = new SocketPairsEnd(other.socketPair());
        there.send(ascii("x"), inner.pair.theirs());
        inner.pair.theirs().close();
        try (UnixConnection ours = other.sockets().adopt(inner.pair.ours())) {
            here.close();

            assertThat(ours.receive(ByteBuffer.allocate(1), new ArrayList<>())).as("its peer is gone").isEqualTo(-1);
        }
    }

    private record SocketPairsEnd(SocketPairs.Pair pair) {
    }

    @Test
    void whatWasSentBeforeTheEndIsStillRead() throws KernelFault {
        there.send(ascii("ab"));
        there.close();

        assertThat(receive(10)).isEqualTo("ab");
        assertThat(here.receive(ByteBuffer.allocate(1), fds)).isEqualTo(-1);
    }

    @Test
    void aSendToAClosedPeerFails() {
        here.close();

        assertThatThrownBy(() -> there.send(ascii("x"))).isInstanceOfSatisfying(KernelFault.class,
                fault -> assertThat(fault.errno()).isEqualTo(Errno.EPIPE));
    }

    @Test
    void shutdownWakesAWaitingReceive() throws Exception {
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return here.receive(ByteBuffer.allocate(1), fds);
            } catch (KernelFault e) {
                throw new IllegalStateException(e);
            }
        });
        here.shutdown();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void moreThanTheSocketHoldsWaitsForTheReader() throws Exception {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                there.send(ByteBuffer.allocate(3 * FakeStream.CAPACITY));
            } catch (KernelFault e) {
                throw new IllegalStateException(e);
            }
        });
        ByteBuffer into = ByteBuffer.allocate(3 * FakeStream.CAPACITY);
        while (into.hasRemaining()) {
            here.receive(into, fds);
        }

        sending.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aListenerTakesConnectionsFromAnotherProcess() throws KernelFault {
        Path path = Path.of("/run/a.sock");
        try (UnixListener listener = kernel.sockets().listen(path, SocketAccess.OWNER_ONLY);
                UnixConnection client = other.sockets().connect(path);
                UnixConnection server = listener.accept()) {
            client.send(ascii("hi"));
            ByteBuffer into = ByteBuffer.allocate(2);
            server.receive(into, fds);

            assertThat(new String(into.array())).isEqualTo("hi");
            assertThat(server.peer().pid()).isNotEqualTo(client.peer().pid());
            assertThat(kernel.sockets().access(path)).isEqualTo(SocketAccess.OWNER_ONLY);
        }
        assertThatThrownBy(() -> other.sockets().connect(path)).isInstanceOfSatisfying(KernelFault.class,
                fault -> assertThat(fault.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aListenerThatClosesHangsUpOnThoseWhoWaited() throws KernelFault {
        UnixListener listener = kernel.sockets().listen(Path.of("/run/a.sock"), SocketAccess.OWNER_ONLY);
        try (UnixConnection client = other.sockets().connect(Path.of("/run/a.sock"))) {
            listener.close();

            assertThat(client.receive(ByteBuffer.allocate(1), fds)).isEqualTo(-1);
        }
    }

    @Test
    void aPathIsServedOnce() throws KernelFault {
        Path path = Path.of("/run/a.sock");
        try (UnixListener first = kernel.sockets().listen(path, SocketAccess.OWNER_ONLY)) {
            assertThat(first.path()).isEqualTo(path);
            assertThatThrownBy(() -> other.sockets().listen(path, SocketAccess.OWNER_ONLY)).isInstanceOfSatisfying(
                    KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.EADDRINUSE));
        }
    }

    @Test
    void aDirectoryIsOfNoUse() throws KernelFault {
        assertThatThrownBy(() -> kernel.sockets().adopt(kernel.directory())).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> kernel.eventFds().adopt(kernel.directory())).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> kernel.eventFds().adopt(kernel.memoryFiles().create("m", 1))).hasMessageContaining("EINVAL");
        assertThat(kernel.openFds()).as("all closed but the connection").hasSize(1);
    }

    @Test
    void leaksAreNamed() {
        here.close();
        assertThat(kernel.openFds()).isEmpty();
        kernel.requireNothingLeft();
        kernel.directory();

        assertThatThrownBy(kernel::requireNothingLeft).isInstanceOf(AssertionError.class).hasMessageContaining("fd 3 (directory)");
    }

    private String receive(int most) throws KernelFault {
        ByteBuffer into = ByteBuffer.allocate(most);
        int count = here.receive(into, fds);
        assertThat(into.position()).isEqualTo(count);
        return new String(into.array(), 0, count);
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }
}
