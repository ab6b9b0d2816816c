// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole way: a QEMU guest inside the lab, the host beside it, {@code /dev/gpiochip} of gpio-sim, and back. */
@Tag("guest")
@Tag("hardware")
class GpioChainTest {
    private static final Logger LOG = Logger.getLogger(GpioChainTest.class.getName());
    private static final Path LAB = Path.of(System.getProperty("backplane.root")).resolve("itests/guest/lab");
    private static final String CACHE = System.getenv().getOrDefault("BACKPLANE_CACHE", System.getProperty("user.home")
            + "/.cache/backplane");
    private static final String KEYS = "/tmp/keys";
    private static final Duration BOOT = Duration.ofSeconds(180);
    private static final int KEY = 0;
    private static final int LED = 1;
    private static final int ROUNDS = 40;

    @Test
    void aGuestDrivesALineOfTheKernelAndSeesItsEdges() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim board = new GpioSim(lab, "board", "key", "led");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "host-lines", "board:key, board:led")));
            lab.must("mkfifo " + KEYS);
            lab.machine().watch("keys", "exec sleep " + HardwareLab.SECONDS + " >" + KEYS);
            lab.machine().watch("guest", "BACKPLANE_CACHE=" + CACHE + " exec bash " + LAB + "/boot qemu --time " + HardwareLab.SECONDS
                    + " --device gpio=" + HardwareLab.socket("gpio0") + " <" + KEYS);
            await(lab, "@@READY");

            ask(lab, "gpioset -t 0 -c gpiochip0 led=1");
            assertThat(board.value(LED)).isEqualTo(1);
            ask(lab, "&edge gpiomon -c gpiochip0 key");
            lab.must("i=0; until " + Path.of(System.getProperty("backplane.root")) + "/bin/vhostctl --dir /tmp/host gpio lines gpio0"
                    + " | grep -q armed; do i=$((i+1)); [ $i -lt 60 ] || exit 1; done");
            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                long began = System.nanoTime();
                board.pull(KEY, i % 2 == 0);
                assertThat(await(lab, "@edge")).contains(i % 2 == 0 ? "rising" : "falling").contains("key");
                micros.add((System.nanoTime() - began) / 1000);
            }
            micros.sort(null);
            LOG.info(() -> "from the test's word for an edge to the guest's word of it, us: median " + micros.get(ROUNDS / 2) + ", least "
                    + micros.get(0) + ", most " + micros.get(ROUNDS - 1));
            ask(lab, "stop edge");
        }
    }

    private static void ask(HardwareLab lab, String command) {
        lab.must("echo '" + command + "' >" + KEYS);
        assertThat(await(lab, "@@EXIT")).endsWith("EXIT 0");
    }

    private static String await(HardwareLab lab, String text) {
        while (true) {
            String line = lab.machine().nextOf("guest", BOOT);
            assertThat(line).as("the guest has ended").doesNotStartWith("@@END");
            if (line.contains(text)) {
                return line;
            }
        }
    }
}
