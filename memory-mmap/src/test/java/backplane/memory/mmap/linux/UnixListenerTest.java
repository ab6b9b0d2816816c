// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class UnixListenerTest {
    @TempDir
    private Path folder;
    private final LinuxUnixSockets sockets = new LinuxUnixSockets();
    private Path path;
    private List<String> before;

    @BeforeEach
    void warmUp() throws KernelFault {
        Pair.in(folder).close();
        path = folder.resolve("slot.sock");
        before = Plumbing.open();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    /** A finalizer of a socket library once shut down the number of a closed listener, which was somebody else's by then. */
    @Test
    @SuppressWarnings("deprecation")
    void theCollectorDoesNotTouchANumberThatWasGivenAwayAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            sockets.listen(path, SocketAccess.OWNER_ONLY).close();
            Plumbing.Ends datagrams = Plumbing.socketPair(2);
            LinuxEventFds eventFds = new LinuxEventFds();
            try (var call = eventFds.adopt(datagrams.second()); var kick = eventFds.adopt(datagrams.first())) {
                System.gc();
                System.runFinalization();
                call.signal();
                kick.signal();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0600, 0660, 0666, 0777, 0})
    void theModeIsExact(int mode) throws Exception {
        try (UnixListener listener = sockets.listen(path, new SocketAccess(mode, Optional.empty(), Optional.empty()))) {
            assertThat(mode(listener.path())).isEqualTo(mode);
        }
    }

    @Test
    void whoMayConnectIsChangedWhileItListens() throws Exception {
        try (UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY)) {
            listener.admit(new SocketAccess(0666, Optional.empty(), Optional.empty()));
            assertThat(mode(path)).isEqualTo(0666);
            assertFault(() -> listener.admit(new SocketAccess(0600, Optional.of("nobody-of-that-name"), Optional.empty())), Errno.EINVAL,
                    "nobody-of-that-name");
            try (UnixConnection client = sockets.connect(path); UnixConnection server = listener.accept()) {
                assertThat(client.peer()).isEqualTo(server.peer());
            }
        }
    }

    @Test
    void ownerAndGroupMayBeNumbersOrNames() throws Exception {
        String owner = Files.getOwner(folder).getName();
        String group = Files.getAttribute(folder, "unix:gid").toString();
        try (UnixListener listener = sockets.listen(path, new SocketAccess(0660, Optional.of(owner), Optional.of(group)))) {
            assertThat(Files.getOwner(listener.path()).getName()).isEqualTo(owner);
            assertThat(Files.getAttribute(listener.path(), "unix:gid")).hasToString(group);
            assertThat(mode(path)).isEqualTo(0660);
        }
    }

    @Test
    void anOwnerThatNobodyIsCalledIsRefused() {
        assertFault(() -> sockets.listen(path, new SocketAccess(0660, Optional.of("nobody-is-called-so"), Optional.empty())),
                Errno.EINVAL, "nobody-is-called-so");
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatADeadProcessLeftIsReplaced() throws Exception {
        leaveStaleSocket();
        try (UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY);
                UnixConnection client = sockets.connect(path)) {
            listener.accept().close();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aSocketThatIsServedIsNot() throws Exception {
        try (UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY)) {
            assertFault(() -> sockets.listen(path, SocketAccess.OWNER_ONLY), Errno.EADDRINUSE, "somebody serves");
            listener.accept().close();
            try (UnixConnection client = sockets.connect(path)) {
                listener.accept().close();
            }
        }
    }

    @Test
    void aServerThatIsTooBusyToAcceptIsStillServing() throws Exception {
        int socket = Plumbing.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM, 0));
        SocketAddressBytes.of(path).bind(socket);
        Plumbing.check(Libc.listen(socket, 0));
        try (UnixConnection fillsTheQueue = sockets.connect(path)) {
            assertFault(() -> sockets.listen(path, SocketAccess.OWNER_ONLY), Errno.EADDRINUSE, "somebody serves");
        }
        Libc.close(socket);
    }

    @Test
    void aFileThatIsNoSocketStays() throws Exception {
        Files.writeString(path, "precious");
        assertFault(() -> sockets.listen(path, SocketAccess.OWNER_ONLY), Errno.EADDRINUSE, "a regular file");
        assertThat(path).hasContent("precious");
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws Exception {
        Files.createSymbolicLink(path, folder.resolve("elsewhere"));
        assertFault(() -> sockets.listen(path, SocketAccess.OWNER_ONLY), Errno.EADDRINUSE, "a symbolic link");
    }

    @Test
    void thePathHasAtMost107Bytes() throws Exception {
        Path longest = folder.resolve("s".repeat(107 - folder.toString().length() - 1));
        try (UnixListener listener = sockets.listen(longest, SocketAccess.OWNER_ONLY);
                UnixConnection client = sockets.connect(longest)) {
            listener.accept().close();
        }
        assertThat(longest).doesNotExist();
        assertFault(() -> sockets.listen(Path.of(longest + "s"), SocketAccess.OWNER_ONLY), Errno.ENAMETOOLONG, "107");
        assertFault(() -> sockets.connect(Path.of(longest + "s")), Errno.ENAMETOOLONG, "107");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        assertFault(() -> sockets.listen(folder.resolve("missing/slot.sock"), SocketAccess.OWNER_ONLY), Errno.ENOENT,
                folder.resolve("missing").toString());
    }

    @Test
    void onlyItsOwnFileIsDeleted() throws Exception {
        UnixListener first = sockets.listen(path, SocketAccess.OWNER_ONLY);
        Files.delete(path);
        UnixListener second = sockets.listen(path, SocketAccess.OWNER_ONLY);
        first.close();
        assertThat(Files.exists(path)).isTrue();
        try (UnixConnection client = sockets.connect(path)) {
            second.accept().close();
        }
        second.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void acceptGoesOnWhenTheFileIsGone() throws Exception {
        try (UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY);
                UnixConnection client = sockets.connect(path)) {
            Files.delete(path);
            listener.accept().close();
        }
    }

    @RepeatedTest(20)
    void shutdownWakesAccept() throws Exception {
        UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY);
        CompletableFuture<UnixConnection> accepting = CompletableFuture.supplyAsync(() -> accept(listener));
        listener.shutdown();
        assertThat(accepting.get()).isNull();
        assertThat(listener.accept()).as("after shutdown").isNull();
        listener.close();
        assertThat(listener.accept()).as("after close").isNull();
        listener.close();
    }

    @RepeatedTest(20)
    void closeOfAnotherThreadEndsAccept() throws Exception {
        UnixListener listener = sockets.listen(path, SocketAccess.OWNER_ONLY);
        CompletableFuture<UnixConnection> accepting = CompletableFuture.supplyAsync(() -> accept(listener));
        listener.close();
        assertThat(accepting.get()).isNull();
    }

    @Test
    void connectTellsWhyNot() throws Exception {
        assertFault(() -> sockets.connect(path), Errno.ENOENT, path.toString());
        leaveStaleSocket();
        assertFault(() -> sockets.connect(path), Errno.ECONNREFUSED, path.toString());
    }

    @Test
    void runningOutOfDescriptorsIsToldByItsNumber() {
        KernelFault fault = KernelErrors.fault(new java.net.SocketException("Too many open files"), "accept");
        assertThat(fault.errno()).isEqualTo(Errno.EMFILE);
    }

    private void leaveStaleSocket() throws KernelFault {
        int socket = Plumbing.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM, 0));
        SocketAddressBytes.of(path).bind(socket);
        Libc.close(socket);
        assertThat(Files.exists(path)).isTrue();
    }

    private static int mode(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
    }

    private static UnixConnection accept(UnixListener listener) {
        try {
            return listener.accept();
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void assertFault(ThrowingCallable call, Errno errno, String text) {
        Consumer<KernelFault> expected = fault -> {
            assertThat(fault.errno()).isEqualTo(errno);
            assertThat(fault).hasMessageContaining(text);
        };
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, expected);
    }
}
