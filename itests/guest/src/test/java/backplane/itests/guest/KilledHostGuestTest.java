// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The host's process is killed, and restarted in good order, under real guests: with QEMU 10 a lost connection would end the device. */
@Tag("guest")
class KilledHostGuestTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    @TempDir
    private Path folder;

    @BeforeEach
    void guests() {
        GuestLab.require();
        assumeTrue(Files.isExecutable(PYTHON), "no " + PYTHON + " for the supervisor");
    }

    @ParameterizedTest
    @EnumSource
    void gpiomonAndGpiogetRunThroughAKillAndARestart(GuestLab lab) throws Exception {
        Path supervisor = GuestLab.ROOT.resolve("host/distribution/target/assembly/bin/backplane-supervisor");
        List<String> starter = List.of(PYTHON.toString(), supervisor.toString(), "--dir", folder.toString(), "--");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", Map.of("type", "gpio", "names", "a,b,c,d",
                "values", "0,1")), starter); GuestProcess guest = lab.boot("gpio", host.socket("gpio0"))) {
            guest.watch("edges", "gpiomon -c gpiochip0 --format '%e' -e both a");
            host.awaitThat(() -> host.ctl("gpio", "lines", "gpio0").text().contains("armed"), () -> host.must("gpio", "lines", "gpio0"));
            guest.watch("reads", "while gpioget -c gpiochip0 b >/tmp/read && grep -q '\"b\"=active' /tmp/read; do :; done; echo stopped; "
                    + "cat /tmp/read");
            signal("KILL", Files.readString(folder.resolve("host.pid")).strip());
            edge(host, guest, 1, 1);
            signal("USR2", Long.toString(host.pid()));
            edge(host, guest, 2, 0);
            assertThat(guest.must("echo still here")).contains("still here");
            guest.must("stop reads || true");
            assertThat(guest.restOf("reads")).as("no read failed or was wrong").noneMatch(line -> line.contains("stopped"));
            assertThat(host.must("show", "gpio0")).contains("CONNECTED");
        }
    }

    /** After the given start of the host: an edge outside is told by the guest. */
    private void edge(HostProcess host, GuestProcess guest, int deaths, int level) {
        host.awaitThat(() -> starts() > deaths, () -> starts() + " starts of the host");
        host.awaitThat(() -> host.ctl("gpio", "lines", "gpio0").text().contains("armed"), () -> host.must("gpio", "lines", "gpio0"));
        host.must("gpio", "poke", "gpio0", "a", Integer.toString(level));
        assertThat(guest.nextOf("edges")).isEqualTo(level == 1 ? "1" : "2");
    }

    private long starts() {
        try {
            return Files.readAllLines(folder.resolve("host.out")).stream().filter(line -> line.contains("is ready")).count();
        } catch (IOException missing) {
            return 0;
        }
    }

    private static void signal(String name, String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    }
}
