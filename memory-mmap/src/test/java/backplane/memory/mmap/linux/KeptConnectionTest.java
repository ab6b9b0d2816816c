// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection needs that outlives a process: messages are looked at before they are taken, and answers tell how far they came. */
@Tag("protocol")
@Timeout(30)
class KeptConnectionTest {
    @TempDir
    private Path folder;
    private Pair pair;
    private List<String> before;
    private final LinuxMemoryFiles files = new LinuxMemoryFiles();
    private final List<OwnedFd> fds = new ArrayList<>();

    @BeforeEach
    void connect() throws KernelFault {
        Pair.in(folder).close();
        before = Plumbing.open();
        pair = Pair.in(folder);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        pair.close();
        fds.forEach(OwnedFd::close);
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void whatIsLookedAtStaysWithItsDescriptors() throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        pair.client().send(bytes("abcd"), pipe.first());
        pair.client().send(bytes("efgh"), pipe.second());
        for (int look = 0; look < 3; look++) {
            assertThat(peek(4)).isEqualTo("abcd");
            assertThat(fds).hasSize(1);
            closeAll();
        }
        assertThat(receive(4)).isEqualTo("abcd");
        assertThat(fds).hasSize(1);
        closeAll();
        assertThat(peek(4)).isEqualTo("efgh");
        pipe.close();
    }

    @Test
    void waitsForTheRest() throws Exception {
        pair.client().send(bytes("ab"));
        CompletableFuture<String> looked = CompletableFuture.supplyAsync(() -> peek(6));
        pair.client().send(bytes("cd"));
        assertThat(looked).isNotDone();
        pair.client().send(bytes("ef"));
        assertThat(looked.get(10, TimeUnit.SECONDS)).isEqualTo("abcdef");
        assertThat(receive(6)).isEqualTo("abcdef");
    }

    @Test
    void doesNotWaitForWhatCannotBeSeen() throws KernelFault {
        Plumbing.Ends pipe = Plumbing.pipe();
        pair.client().send(bytes("ab"), pipe.first());
        pair.client().send(bytes("cd"));
        assertThat(peek(4)).as("descriptors came in the midst").isEqualTo("ab");
        closeAll();
        assertThat(receive(4)).isEqualTo("ab");
        assertThat(receive(2)).isEqualTo("cd");
        pair.client().send(bytes("e"));
        pair.client().close();
        assertThat(peek(4)).isEqualTo("e");
        assertThat(receive(4)).isEqualTo("e");
        assertThat(pair.server().peek(ByteBuffer.allocate(4), fds)).isEqualTo(-1);
        pipe.close();
    }

    @Test
    void shutdownEndsTheWait() throws Exception {
        pair.client().send(bytes("ab"));
        CompletableFuture<String> looked = CompletableFuture.supplyAsync(() -> peek(6));
        pair.server().shutdown();
        assertThat(looked.get(10, TimeUnit.SECONDS)).hasSizeLessThan(6);
    }

    @Test
    void aFilesPositionTellsHowMuchWasForwarded() throws KernelFault {
        try (OwnedFd file = files.create("outbox", 16); OwnedFd copy = new LinuxFd(Libc.fcntl(file.number(), Libc.F_DUPFD_CLOEXEC, 0))) {
            assertThat(Libc.write(file.number(), ByteBuffer.allocateDirect(8).put(bytes("abcdefgh")).flip(), 8)).isEqualTo(8);
            files.moveTo(file, 2);
            pair.server().forward(file, 4);
            assertThat(files.position(copy)).isEqualTo(6);
            ByteBuffer into = ByteBuffer.allocate(4);
            pair.client().receive(into, fds);
            assertThat(new String(into.array())).isEqualTo("cdef");
            pair.client().close();
            assertThatThrownBy(() -> pair.server().forward(file, 2)).isInstanceOfSatisfying(KernelFault.class,
                    fault -> assertThat(fault.errno()).isEqualTo(Errno.EPIPE));
            assertThat(files.position(copy)).isEqualTo(6);
        }
    }

    @Test
    void aListenerIsTakenOverWithItsFile() throws KernelFault {
        LinuxUnixSockets sockets = new LinuxUnixSockets();
        Path path = folder.resolve("kept.sock");
        UnixListener former = sockets.listen(path, SocketAccess.OWNER_ONLY);
        try (UnixListener next = sockets.resume(new LinuxFd(Libc.fcntl(former.descriptor().number(), Libc.F_DUPFD_CLOEXEC, 0)));
                UnixConnection client = sockets.connect(path); UnixConnection server = next.accept()) {
            next.admit(SocketAccess.OWNER_ONLY);
            assertThat(client.peer()).isEqualTo(server.peer());
        }
        assertThat(Files.exists(path)).isFalse();
        former.close();
        assertThatThrownBy(() -> sockets.resume(Plumbing.unsealedMemory(1))).isInstanceOf(KernelFault.class);
    }

    private String peek(int count) {
        return text(count, pair.server()::peek);
    }

    private String receive(int count) {
        return text(count, pair.server()::receive);
    }

    private interface Reading {
        int into(ByteBuffer bytes, List<OwnedFd> fds) throws KernelFault;
    }

    private String text(int count, Reading reading) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try {
            int length = reading.into(bytes, fds);
            return new String(bytes.array(), 0, Math.max(0, length));
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private void closeAll() {
        fds.forEach(OwnedFd::close);
        fds.clear();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }
}
