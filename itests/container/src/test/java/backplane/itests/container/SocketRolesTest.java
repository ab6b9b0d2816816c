// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.kernel.KernelFault;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that the host does not make: handed down by whoever starts it, or listening in the front-end. */
@Tag("container")
class SocketRolesTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path PERL = Path.of("/usr/bin/perl");
    /** Listens, and goes over to the host with the socket as descriptor 3, as systemd does for a socket unit. */
    private static final String ACTIVATION = """
            $^F = 100;
            my $path = shift;
            socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die $!;
            bind($s, sockaddr_un($path)) && listen($s, 5) or die $!;
            POSIX::dup2(fileno($s), 3) if fileno($s) != 3;
            @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 1, "chip");
            exec @ARGV or die $!;
            """;

    private final KernelPorts kernel = RealKernel.ports();
    @TempDir
    private Path folder;

    @Test
    void aSocketThatWasHandedDownIsServedAndLeftAlone() throws Exception {
        assumeTrue(Files.isExecutable(PERL), "no " + PERL + " to hand a socket down");
        Path given = folder.resolve("given.sock");
        List<String> starter = List.of(PERL.toString(), "-MSocket", "-MPOSIX", "-e", ACTIVATION, given.toString());
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of("other", Map.of("type", "gpio", "lines", "1")), starter)) {
            assertThat(host.ctl("create", "gpio", "wrong", "lines=2", "socket=fd:chop").text()).contains("'chop'", "chip");
            host.must("create", "gpio", "chip", "lines=2", "socket=fd:chip");
            assertThat(host.must("list")).contains(given.toString());
            try (GpioSession session = GpioSession.connect(given, kernel, GpioSession.ALL_STEPS)) {
                assertThat(session.request(4, 1, 0)).as("GET_VALUE").containsExactly(0, 0);
            }
            host.must("destroy", "chip");
            assertThat(given).exists();
        }
    }

    @Test
    void theHostConnectsToAFrontEndThatListens() throws IOException, KernelFault {
        Path vmm = folder.resolve("vmm.sock");
        Map<String, String> device = Map.of("type", "gpio", "lines", "2", "role", "connect", "socket", vmm.toString());
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of("other", Map.of("type", "gpio", "lines", "1")))) {
            host.configure("late", device);
            host.awaitThat(() -> host.must("list").contains("late"), () -> host.must("list"));
            assertThat(host.must("qemu", "late")).contains("path=" + vmm + ",server=on,wait=on");
            try (UnixListener listener = kernel.sockets().listen(vmm, SocketAccess.OWNER_ONLY);
                    UnixConnection connection = listener.accept()) {
                assertThat(connection.peer().pid()).isEqualTo((int) host.pid());
                host.awaitThat(() -> host.must("list").contains("CONNECTED"), () -> host.must("list"));
            }
            host.awaitThat(() -> !host.must("list").contains("CONNECTED"), () -> host.must("list"));
        }
    }
}
