// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("protocol")
class UnixConnectionTest {
    @TempDir
    private Path folder;
    private Pair pair;
    private List<String> before;

    @BeforeEach
    void connect() throws KernelFault {
        Pair.in(folder).close();
        before = Plumbing.open();
        pair = Pair.in(folder);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        pair.close();
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "8,false", "60,false", "61,false", "253,false", "1,true", "8,true", "253,true"})
    void descriptorsComeBesideTheBytes(int count, boolean back) throws KernelFault {
        UnixConnection from = back ? pair.server() : pair.client();
        UnixConnection to = back ? pair.client() : pair.server();
        OwnedFd[] sent = memory(count);
        from.send(text("twelve bytes"), sent);
        closeAll(List.of(sent));

        List<OwnedFd> received = new ArrayList<>();
        ByteBuffer into = ByteBuffer.allocate(12);
        assertThat(to.receive(into, received)).isEqualTo(12);

        assertThat(new String(into.array(), StandardCharsets.UTF_8)).isEqualTo("twelve bytes");
        assertThat(received).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(FileStatus.of(received.get(i).number()).size()).as("the order").isEqualTo(1 + i);
            assertThat(Libc.fcntl(received.get(i).number(), 1, 0)).as("FD_CLOEXEC").isEqualTo(1);
        }
        closeAll(received);
    }

    @Test
    void descriptorsComeWithTheSendThatCarriedThem() throws KernelFault {
        OwnedFd[] sent = memory(3);
        pair.client().send(text("header"));
        pair.client().send(text("payload"), sent);
        closeAll(List.of(sent));

        List<OwnedFd> withHeader = new ArrayList<>();
        pair.server().receive(ByteBuffer.allocate(6), withHeader);
        assertThat(withHeader).isEmpty();

        List<OwnedFd> withPayload = new ArrayList<>();
        pair.server().receive(ByteBuffer.allocateDirect(7), withPayload);
        assertThat(withPayload).hasSize(3);
        closeAll(withPayload);
    }

    @Test
    void aReceiveTakesNoMoreThanThereIsRoomFor() throws KernelFault {
        pair.client().send(text("headerpayload"));
        ByteBuffer into = ByteBuffer.allocate(20).position(2).limit(8);
        assertThat(pair.server().receive(into, new ArrayList<>())).isEqualTo(6);
        assertThat(into.position()).isEqualTo(8);
        assertThat(new String(into.array(), 2, 6, StandardCharsets.UTF_8)).isEqualTo("header");
        assertThat(into.array()[8]).isZero();
        assertThat(pair.server().receive(into, new ArrayList<>())).as("no room").isZero();
    }

    @Test
    void aLongMessageGoesInPieces() throws Exception {
        byte[] bytes = new byte[3_000_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        OwnedFd[] sent = memory(2);
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(pair.client(), ByteBuffer.wrap(bytes), sent));
        ByteBuffer into = ByteBuffer.allocate(bytes.length);
        List<OwnedFd> received = new ArrayList<>();
        while (into.hasRemaining()) {
            assertThat(pair.server().receive(into, received)).isPositive();
        }
        sender.get();
        assertThat(into.array()).isEqualTo(bytes);
        assertThat(received).hasSize(2);
        closeAll(received);
        closeAll(List.of(sent));
    }

    @Test
    void moreDescriptorsThanThereIsRoomForAreAllClosed() throws KernelFault {
        OwnedFd[] sent = memory(8);
        Plumbing.Ends ends = Plumbing.socketPair(Libc.SOCK_STREAM);
        UnixConnection from = new LinuxUnixSockets().adopt(ends.first());
        from.send(text("x"), sent);
        List<String> open = Plumbing.open();
        List<OwnedFd> received = new ArrayList<>();
        try (SocketMessage small = new SocketMessage(2)) {
            assertThatThrownBy(() -> small.receive(ends.second().number(), ByteBuffer.allocate(1), received))
                    .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.ENOBUFS));
        }
        assertThat(received).isEmpty();
        assertThat(Plumbing.open()).isEqualTo(open);
        closeAll(List.of(sent));
        from.close();
        ends.close();
    }

    @Test
    void moreDescriptorsThanTheKernelTakesAreNotSent() {
        OwnedFd[] sent = memory(254);
        assertThatThrownBy(() -> pair.client().send(text("x"), sent))
                .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.EINVAL));
        closeAll(List.of(sent));
    }

    @Test
    void descriptorsThatNobodyReceivedGoWithTheConnection() throws KernelFault {
        OwnedFd[] sent = memory(5);
        pair.client().send(text("x"), sent);
        closeAll(List.of(sent));
    }

    @Test
    void thePeerIsKnown() throws KernelFault {
        assertThat(pair.server().peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(pair.client().peer()).isEqualTo(pair.server().peer());
    }

    @Test
    void theEndIsTold() throws KernelFault {
        pair.client().send(text("last"));
        pair.client().close();
        assertThat(pair.server().receive(ByteBuffer.allocate(9), new ArrayList<>())).isEqualTo(4);
        assertThat(pair.server().receive(ByteBuffer.allocate(9), new ArrayList<>())).isEqualTo(-1);
    }

    @Test
    void aPeerThatLeavesWithoutReadingIsAnEnd() throws KernelFault {
        pair.client().send(text("unread"));
        pair.server().close();
        assertThat(pair.client().receive(ByteBuffer.allocate(9), new ArrayList<>())).isEqualTo(-1);
    }

    @Test
    void aSendToAPeerThatIsGoneFails() {
        pair.server().close();
        assertThatThrownBy(() -> pair.client().send(text("x")))
                .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.EPIPE));
    }

    @Test
    void aPeerThatDoesNotReadIsGivenUp() throws Exception {
        Plumbing.Ends ends = Plumbing.socketPair(Libc.SOCK_STREAM);
        try (SocketMessage outgoing = new SocketMessage()) {
            assertThatThrownBy(() -> outgoing.send(ends.first().number(), ByteBuffer.allocate(10_000_000), new OwnedFd[0], 20))
                    .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.ETIMEDOUT));
        }
        ends.close();
    }

    @RepeatedTest(20)
    void shutdownWakesAReceive() throws Exception {
        CompletableFuture<Integer> receiver = CompletableFuture.supplyAsync(() -> receive(pair.server()));
        pair.server().shutdown();
        assertThat(receiver.get()).isEqualTo(-1);
        assertThat(pair.server().receive(ByteBuffer.allocate(1), new ArrayList<>())).isEqualTo(-1);
    }

    @RepeatedTest(20)
    void closeOfAnotherThreadEndsAReceive() throws Exception {
        CompletableFuture<Integer> receiver = CompletableFuture.supplyAsync(() -> receive(pair.server()));
        pair.server().close();
        assertThat(receiver.get()).isEqualTo(-1);
    }

    @Test
    void nothingWorksAfterClose() throws KernelFault {
        pair.client().close();
        pair.client().close();
        pair.client().shutdown();
        assertThat(pair.client().receive(ByteBuffer.allocate(1), new ArrayList<>())).isEqualTo(-1);
        assertThatThrownBy(() -> pair.client().send(text("x"))).isInstanceOf(KernelFault.class);
        assertThatThrownBy(() -> pair.client().peer()).isInstanceOf(KernelFault.class);
    }

    private static int receive(UnixConnection from) {
        try {
            return from.receive(ByteBuffer.allocate(1), new ArrayList<>());
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void send(UnixConnection to, ByteBuffer bytes, OwnedFd... fds) {
        try {
            to.send(bytes, fds);
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** Descriptor i is of memory of 1 + i bytes. */
    private static OwnedFd[] memory(int count) {
        OwnedFd[] fds = new OwnedFd[count];
        for (int i = 0; i < count; i++) {
            fds[i] = Plumbing.unsealedMemory(1 + i);
        }
        return fds;
    }

    private static void closeAll(List<OwnedFd> fds) {
        fds.forEach(OwnedFd::close);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
