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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service manager hands down. It plays this process's listener here, and its number stands for the first inherited one. */
@Tag("protocol")
class InheritedFdsTest {
    private static final long PID = 4711;
    @TempDir
    private Path folder;
    private final LinuxUnixSockets sockets = new LinuxUnixSockets();
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

    @ParameterizedTest
    @CsvSource({
        "4711, 2, a:b,     a b",
        "4711, 2, a,       a unknown",
        "4711, 2, ,        unknown unknown",
        "4711, 1, a:b,     a",
        "4712, 2, a:b,     ''",
        "x,    2, a:b,     ''",
        "4711, x, a:b,     ''",
        "4711, -1, a:b,    ''",
        "4711, 1025, a:b,  ''",
        "4711, 99999999999, a, ''",
    })
    void namesAreReadWithCare(String pid, String count, String names, String expected) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("LISTEN_PID", pid, "LISTEN_FDS", count));
        if (names != null) {
            environment.put("LISTEN_FDNAMES", names);
        }
        assertThat(String.join(" ", new LinuxInheritedFds(environment, PID, 1_000_000).names())).isEqualTo(expected);
    }

    @Test
    void withoutTheVariablesThereIsNone() {
        LinuxInheritedFds none = new LinuxInheritedFds(Map.of(), PID, 1_000_000);
        assertThat(none.names()).isEmpty();
        assertThatThrownBy(() -> none.open("gpio0")).isInstanceOfSatisfying(KernelFault.class,
                fault -> assertThat(fault.errno()).isEqualTo(Errno.ENOENT)).hasMessageContaining("gpio0").hasMessageContaining("none");
    }

    @Test
    void aListenerServesAndStaysWithWhoeverMadeIt() throws Exception {
        Path path = folder.resolve("given.sock");
        try (UnixListener manager = sockets.listen(path, SocketAccess.OWNER_ONLY)) {
            LinuxInheritedFds inherited = inherited(manager);
            for (int round = 0; round < 2; round++) {
                try (UnixListener ours = sockets.adoptListener(inherited.open("gpio0"))) {
                    assertThat(ours.path()).isEqualTo(path);
                    try (UnixConnection client = sockets.connect(path); UnixConnection server = ours.accept()) {
                        assertThat(server.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
                        assertThat(client.peer().uid()).isEqualTo(server.peer().uid());
                    }
                    assertFault(() -> ours.admit(SocketAccess.OWNER_ONLY), Errno.EOPNOTSUPP);
                }
                assertThat(Files.exists(path)).isTrue();
            }
            sockets.connect(path).close();
        }
    }

    /** A pipe's end as what was handed down: its peer tells whether anything of it is still open here. */
    @Test
    void whatIsTakenOverIsTheCallersAlone() throws Exception {
        Plumbing.Ends pipe = Plumbing.pipe();
        int number = pipe.first().number();
        Map<String, String> environment = Map.of("LISTEN_PID", Long.toString(PID), "LISTEN_FDS", "1", "LISTEN_FDNAMES", "end");
        LinuxInheritedFds inherited = new LinuxInheritedFds(environment, PID, number);
        try (OwnedFd taken = inherited.take("end")) {
            assertThat(FileStatus.of(taken.number()).isPipe()).isTrue();
            assertThat(taken.number()).isNotEqualTo(number);
        }
        assertThat(inherited.names()).isEmpty();
        assertFault(() -> inherited.take("end"), Errno.ENOENT);
        assertThat(Readiness.await(pipe.second().number(), Libc.POLLOUT, 0)).as("POLLERR: nobody reads").isTrue();
        try (NativeBlock octet = new NativeBlock(1)) {
            assertThat(Libc.write(pipe.second().number(), octet.address(), 1)).isEqualTo(-1);
        }
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number))).hasToString("/dev/null");
        pipe.close();
    }

    @Test
    void shutdownWakesTheThreadThatWaitsAndNotTheManagers() throws Exception {
        Path path = folder.resolve("given.sock");
        try (UnixListener manager = sockets.listen(path, SocketAccess.OWNER_ONLY);
                UnixListener ours = sockets.adoptListener(inherited(manager).open("gpio0"))) {
            CompletableFuture<UnixConnection> waiting = CompletableFuture.supplyAsync(() -> accept(ours));
            ours.shutdown();
            assertThat(waiting.get()).isNull();
            try (UnixConnection client = sockets.connect(path); UnixConnection server = manager.accept()) {
                assertThat(client.peer()).isEqualTo(server.peer());
            }
        }
    }

    @Test
    void whatDoesNotListenIsRefused() throws KernelFault {
        Plumbing.Ends pair = Plumbing.socketPair(Libc.SOCK_STREAM);
        assertFault(() -> sockets.adoptListener(pair.first()), Errno.EINVAL);
        assertFault(() -> sockets.adoptListener(pair.second()), Errno.EINVAL);
        assertFault(() -> sockets.adoptListener(Plumbing.unsealedMemory(1)), Errno.EINVAL);
        assertFault(() -> sockets.adoptListener(new LinuxFd(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM, 0))), Errno.EINVAL);
    }

    /** The listener's number as the first that was handed down. */
    private static LinuxInheritedFds inherited(UnixListener manager) {
        int number = Plumbing.open().stream().mapToInt(line -> Integer.parseInt(line.split(" ")[0]))
                .filter(InheritedFdsTest::listens).findFirst().orElseThrow(() -> new AssertionError(manager.path() + " is not open"));
        return new LinuxInheritedFds(Map.of("LISTEN_PID", Long.toString(PID), "LISTEN_FDS", "1", "LISTEN_FDNAMES", "gpio0"), PID,
                number);
    }

    private static boolean listens(int number) {
        try {
            return FileStatus.of(number).isSocket() && SocketOptions.isUnixListener(number);
        } catch (KernelFault otherKind) {
            return false;
        }
    }

    private static UnixConnection accept(UnixListener from) {
        try {
            return from.accept();
        } catch (KernelFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void assertFault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }
}
