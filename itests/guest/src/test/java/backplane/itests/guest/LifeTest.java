// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests come, reboot, are killed and go; the host stays as it was. */
@Tag("guest")
class LifeTest {
    private static final int ROUNDS = 10;
    private static final Map<String, String> GPIO = Map.of("type", "gpio", "names", "a,b,c,d");

    @TempDir
    private Path folder;

    @BeforeEach
    void guests() {
        GuestLab.require();
    }

    @Test
    void tenRebootsOnOneConnectionLeaveNothingBehind() throws IOException {
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", GPIO));
                GuestProcess guest = GuestLab.QEMU.boot("gpio", host.socket("gpio0"))) {
            use(guest, host);
            guest.reboot();
            use(guest, host);
            HostProcess.Footprint first = host.footprint();
            for (int i = 1; i < ROUNDS; i++) {
                guest.reboot();
                use(guest, host);
            }
            assertThat(host.footprint()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tenGuestsOneAfterAnotherLeaveNothingBehind(GuestLab lab) throws IOException {
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", GPIO))) {
            HostProcess.Footprint first = null;
            for (int i = 0; i < ROUNDS; i++) {
                try (GuestProcess guest = lab.boot("gpio", host.socket("gpio0"))) {
                    use(guest, host);
                    if (i % 2 == 0) {
                        guest.powerOff();
                    }
                }
                host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
                first = first == null ? host.footprint() : first;
            }
            assertThat(host.footprint()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrontEndThatIsKilledInTheMiddleOfThingsIsFollowedByTheNext(GuestLab lab) throws IOException {
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", GPIO))) {
            for (String busy : List.of("true", "gpiomon -c gpiochip0 a b c d", "gpioset -c gpiochip0 a=1 b=1",
                    "while true; do gpioget -c gpiochip0 a b c d; done")) {
                try (GuestProcess guest = lab.boot("gpio", host.socket("gpio0"))) {
                    guest.watch("busy", busy);
                    guest.must("gpioinfo");
                }
                host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
            }
            try (GuestProcess guest = lab.boot("gpio", host.socket("gpio0"))) {
                use(guest, host);
            }
        }
    }

    /** Each kind of request once, and an edge. */
    private static void use(GuestProcess guest, HostProcess host) {
        guest.must("gpioinfo");
        guest.must("gpioget -c gpiochip0 b");
        guest.must("gpioset -t 0 -c gpiochip0 c=1");
        guest.watch("edge", "gpiomon -n 1 -c gpiochip0 -e rising a");
        host.awaitThat(() -> host.must("gpio", "lines", "gpio0").contains("armed"), () -> host.must("gpio", "lines", "gpio0"));
        host.must("gpio", "poke", "gpio0", "a", "1");
        assertThat(guest.nextOf("edge")).isNotBlank();
        host.must("gpio", "poke", "gpio0", "a", "0");
    }
}
