// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The assembled host, started as a user starts it. */
@Tag("container")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));

    private final KernelPorts kernel = RealKernel.ports();
    private Path folder;
    private HostProcess host;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        host = HostProcess.start(ROOT, folder, Map.of(
                "gpio0", Map.of("type", "gpio", "names", "a,b,c,d", "wires", "c>d"),
                "steady", Map.of("type", "gpio", "lines", "2")));
    }

    @AfterAll
    void end() {
        host.close();
    }

    @Test
    void theConsoleShowsWhatThereIs() {
        assertThat(host.must("types")).contains("gpio", "41");
        assertThat(host.must("list")).contains("gpio0", "steady", "READY", host.socket("gpio0").toString());
        assertThat(host.must("show", "gpio0")).contains("requestq", "eventq", "a,b,c,d");
        assertThat(host.must("qemu", "gpio0")).contains("vhost-user-gpio-pci", host.socket("gpio0").toString(), "share=on");
        assertThat(host.must("gpio", "lines", "gpio0")).contains("a", "b", "c", "d");
        HostProcess.Result unknown = host.ctl("show", "nobody");
        assertThat(unknown.status()).isNotZero();
        assertThat(unknown.text()).contains("nobody").doesNotContain("Exception");
    }

    @Test
    void devicesAreCreatedAndDestroyedAndTheirConfigurationIsKept() throws Exception {
        host.must("create", "gpio", "extra", "lines=3", "names=x,y,z");
        assertThat(host.socket("extra")).exists();
        Path file = folder.resolve("etc/backplane.device~extra.cfg");
        host.awaitThat(() -> Files.exists(file), () -> file + " is not written");
        try (GpioSession guest = GpioSession.connect(host.socket("extra"), kernel, 5)) {
            assertThat(guest.request(4, 2, 0)).hasSize(2);
        }
        HostProcess.Result twice = host.ctl("create", "gpio", "extra");
        assertThat(twice.status()).isNotZero();
        assertThat(twice.text()).contains("extra");
        host.must("destroy", "extra");
        assertThat(host.socket("extra")).doesNotExist();
        host.awaitThat(() -> Files.notExists(file), () -> file + " is still there");
    }

    @Test
    void aWrongValueIsRefusedAndNothingIsLeftBehind() {
        HostProcess.Result wrong = host.ctl("create", "gpio", "wrong", "lines=0");
        assertThat(wrong.status()).isNotZero();
        assertThat(wrong.text()).contains("'lines'", "'0'", "1 to 1024");
        HostProcess.Result slip = host.ctl("create", "gpio", "wrong", "lnies=4");
        assertThat(slip.text()).contains("lnies", "lines");
        assertThat(host.must("list")).doesNotContain("wrong");
        assertThat(host.socket("wrong")).doesNotExist();
    }

    @Test
    void aFileThatChangesIsTakenOverWithTheFrontEndConnected() throws Exception {
        host.configure("live", Map.of("type", "gpio", "lines", "4"));
        host.awaitThat(() -> Files.exists(host.socket("live")), () -> "no socket for 'live'");
        try (GpioSession guest = GpioSession.connect(host.socket("live"), kernel, 5)) {
            assertThat(guest.request(4, 1, 0)).containsExactly(0, 0);
            host.configure("live", Map.of("type", "gpio", "lines", "4", "values", "0,1"));
            host.awaitThat(() -> host.must("show", "live").matches("(?s).*adjusted\\D+1\\b.*"), () -> host.must("show", "live"));
            assertThat(host.must("show", "live")).as("levels need no other device").containsPattern("handovers\\D+0\\b");
            assertThat(guest.request(4, 1, 0)).as("value of line 1").containsExactly(0, 1);
            host.configure("live", Map.of("type", "gpio", "lines", "5", "values", "0,1"));
            host.awaitThat(() -> host.must("show", "live").matches("(?s).*handovers\\D+1\\b.*"), () -> host.must("show", "live"));
            assertThat(guest.request(4, 0, 0)).hasSize(2);
            host.configure("live", Map.of("type", "gpio", "lines", "four"));
            host.awaitThat(() -> host.must("show", "live").contains("'four'"), () -> host.must("show", "live"));
            assertThat(guest.request(4, 0, 0)).as("it goes on as it was").hasSize(2);
        }
        Files.delete(folder.resolve("etc/backplane.device~live.cfg"));
        host.awaitThat(() -> Files.notExists(host.socket("live")), () -> "the socket of 'live' is still there");
    }

    /** One that writes a file anew gives its reader a moment in which the file is empty. */
    @Test
    void theHostDoesNotWriteAFileThatIsTheOperators() throws IOException {
        FileTime written = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Path file = folder.resolve("etc/backplane.device~kept.cfg");
        for (String name : List.of("kept", "later")) {
            host.configure(name, Map.of("type", "gpio", "names", "a,b"));
            Files.setLastModifiedTime(folder.resolve("etc/backplane.device~" + name + ".cfg"), written);
            host.awaitThat(() -> Files.exists(host.socket(name)), () -> "no socket for '" + name + "'");
        }
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
        host.must("destroy", "kept");
        host.must("destroy", "later");
    }

    @Test
    void aFrontEndThatIsKilledAtAnyStepIsFollowedByTheNext() throws Exception {
        for (int step = 0; step <= GpioSession.ALL_STEPS; step++) {
            GpioSession.connect(host.socket("gpio0"), kernel, step).close();
        }
        try (GpioSession guest = GpioSession.connect(host.socket("gpio0"), kernel, GpioSession.ALL_STEPS)) {
            assertThat(guest.request(4, 0, 0)).hasSize(2);
        }
        host.awaitThat(() -> host.must("show", "gpio0").contains("READY"), () -> host.must("show", "gpio0"));
        HostProcess.Footprint before = host.footprint();
        for (int step = 0; step <= GpioSession.ALL_STEPS; step++) {
            GpioSession.connect(host.socket("gpio0"), kernel, step).close();
        }
        host.awaitThat(() -> host.must("show", "gpio0").contains("READY"), () -> host.must("show", "gpio0"));
        host.awaitThat(() -> host.footprint().equals(before), () -> host.footprint() + " is not " + before);
    }

    @Test
    void theBundleIsRestartedUnderAConnectedFrontEnd() throws Exception {
        try (GpioSession guest = GpioSession.connect(host.socket("gpio0"), kernel, 5)) {
            assertThat(guest.request(5, 2, 1)).as("value of line 2").containsExactly(0, 0);
            assertThat(guest.request(3, 2, 1)).as("line 2 out").containsExactly(0, 0);
            assertThat(guest.request(3, 0, 2)).as("line 0 in").containsExactly(0, 0);
            assertThat(guest.request(6, 0, 3)).as("line 0 both edges").containsExactly(0, 0);
            guest.arm(0);
            host.must("bundle:restart", "backplane.devices.gpio");
            host.awaitThat(() -> host.must("show", "gpio0").contains("CONNECTED"), () -> host.must("show", "gpio0"));
            assertThat(guest.request(4, 2, 0)).as("its state went with it").containsExactly(0, 1);
            host.must("gpio", "poke", "gpio0", "a", "1");
            assertThat(guest.frontend.queue(GpioSession.EVENTS).await(1).get(0).written()).containsExactly(1);
            host.must("gpio", "poke", "gpio0", "a", "0");
        }
    }

    @Test
    void aSecondHostInTheSameFolderIsRefused() throws Exception {
        Process second = new ProcessBuilder("bash", ROOT.resolve("host/distribution/target/assembly/bin/backplane").toString(),
                "--dir", folder.toString(), "--no-console").redirectErrorStream(true).start();
        String said = new String(second.getInputStream().readAllBytes());
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(said).contains(folder.toString(), Long.toString(host.pid()));
    }

    @Test
    void noTcpPortIsOpen() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc", Long.toString(host.pid()), "fd"))) {
            List<String> sockets = fds.map(HostTest::target).filter(name -> name.startsWith("socket:["))
                    .map(name -> name.replaceAll("\\D", "")).toList();
            for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
                assertThat(Files.readAllLines(Path.of("/proc", Long.toString(host.pid()), "net", table)))
                        .noneMatch(line -> sockets.contains(line.strip().split("\\s+")[9]));
            }
        }
    }

    @Test
    void aTerminatedHostLeavesNoSocketBehind(@TempDir Path other) throws IOException {
        HostProcess brief = HostProcess.start(ROOT, other, Map.of("gpio0", Map.of("type", "gpio")));
        brief.terminate();
        assertThat(brief.socket("gpio0")).doesNotExist();
        assertThat(other.resolve("control.sock")).doesNotExist();
        HostProcess again = HostProcess.start(ROOT, other, Map.of());
        assertThat(again.must("list")).contains("gpio0");
        again.close();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
