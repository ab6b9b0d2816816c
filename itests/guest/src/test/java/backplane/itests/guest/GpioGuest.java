// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with GPIO in a guest: one host and one guest for all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GpioGuest {
    private static final List<String> NAMES = List.of("led0", "led1", "relay", "button0", "button1", "door", "alarm", "spare");
    private static final int RISING = 1;
    private static final int LEVEL_HIGH = 4;
    private static final int LEVEL_LOW = 8;
    private static final String PROBE = "/sys/module/levelprobe/parameters/";

    private final GuestLab lab;
    private HostProcess host;
    private GuestProcess guest;

    private final Map<String, String> more;

    /** @param more settings of the device beside those that the tests need */
    GpioGuest(GuestLab lab, Map<String, String> more) {
        this.lab = lab;
        this.more = more;
    }

    @BeforeAll
    void boot(@TempDir Path temporary) throws IOException {
        GuestLab.require();
        Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of("type", "gpio", "lines", "8", "names", String.join(",", NAMES), "values", "0,0,0,0,1",
                "wires", "relay>door"));
        host = HostProcess.start(GuestLab.ROOT, temporary, Map.of("gpio0", settings));
        guest = lab.boot("gpio", host.socket("gpio0"));
    }

    @AfterAll
    void end() {
        GuestLab.end(guest, host);
    }

    /** busybox' read forgets the beginning of a line if a child of its shell ends meanwhile. */
    @Test
    void theConsoleReadsALineWholeWhateverEndsMeanwhile() {
        for (int i = 0; i < 10; i++) {
            guest.watch("ends", "sleep 0.1");
            assertThat(guest.run("echo 0123456789abcdef", () -> assertThat(guest.nextOf("ends")).startsWith("@@END")).text())
                    .isEqualTo("0123456789abcdef");
        }
    }

    @Test
    void theChipIsDetectedWithItsLines() {
        assertThat(guest.must("gpiodetect")).contains("gpiochip0").contains("(8 lines)");
        String lines = guest.must("gpioinfo");
        for (int i = 0; i < NAMES.size(); i++) {
            assertThat(lines).containsPattern("line\\s+" + i + ":\\s+\"" + NAMES.get(i) + "\"");
        }
    }

    @Test
    void inputsReadWhatIsPokedAndWhatWasConfigured() {
        assertThat(value("button1")).as("configured").isEqualTo("1");
        assertThat(value("button0")).isEqualTo("0");
        host.must("gpio", "poke", "gpio0", "button0", "1");
        assertThat(value("button0")).isEqualTo("1");
        host.must("gpio", "poke", "gpio0", "button0", "0");
        assertThat(value("button0")).isEqualTo("0");
    }

    @Test
    void outputsAreSeenOnTheHostAndDriveWhatTheyAreWiredTo() {
        guest.watch("set", "gpioset -c gpiochip0 relay=1 led1=0");
        host.awaitThat(() -> hostLine("relay").matches(".*\\bout\\b.*\\b1\\b.*"),
                () -> "relay is out and 1: " + hostLine("relay") + "; gpioset says " + guest.restOf("set") + "; "
                    + host.must("show", "gpio0"));
        assertThat(hostLine("led1")).containsPattern("\\bout\\b.*\\b0\\b");
        assertThat(value("door")).as("wired to relay").isEqualTo("1");
        assertThat(host.ctl("gpio", "poke", "gpio0", "relay", "0").status()).as("an output is not poked").isNotZero();
        guest.must("stop set");
        host.awaitThat(() -> !hostLine("relay").matches(".*\\bout\\b.*"), () -> "relay is free again: " + hostLine("relay"));
    }

    @Test
    void eachPokedEdgeArrivesOnce() {
        guest.watch("both", "gpiomon -c gpiochip0 --format '%o %e' -e both button0");
        awaitArmed("button0");
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            host.must("gpio", "poke", "gpio0", "button0", Integer.toString(1 - i % 2));
            seen.add(guest.nextOf("both"));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(seen.get(i)).as("edge %d", i).isEqualTo("3 " + (i % 2 == 0 ? "1" : "2"));
        }
        guest.must("stop both");
        assertThat(guest.restOf("both")).allMatch(line -> line.startsWith("@@END"));
    }

    @Test
    void onlyTheEdgesThatWereAskedForArrive() {
        guest.watch("rising", "gpiomon -c gpiochip0 --format '%o %e' -e rising alarm");
        guest.watch("falling", "gpiomon -c gpiochip0 --format '%o %e' -e falling spare");
        awaitArmed("alarm");
        awaitArmed("spare");
        for (int i = 0; i < 5; i++) {
            for (String level : List.of("1", "0")) {
                host.must("gpio", "poke", "gpio0", "alarm", level);
                host.must("gpio", "poke", "gpio0", "spare", level);
            }
            assertThat(guest.nextOf("rising")).isEqualTo("6 1");
            assertThat(guest.nextOf("falling")).isEqualTo("7 2");
        }
        guest.must("stop rising; stop falling");
        assertThat(guest.restOf("rising")).allMatch(line -> line.startsWith("@@END"));
        assertThat(guest.restOf("falling")).allMatch(line -> line.startsWith("@@END"));
    }

    @Test
    void aLevelInterruptIsDeliveredAgainWhileTheLevelHolds() {
        host.must("gpio", "poke", "gpio0", "led0", "0");
        guest.must("echo 'gpiochip0 0 " + LEVEL_HIGH + " 5' >" + PROBE + "watch");
        awaitArmed("led0");
        assertThat(guest.must("cat " + PROBE + "count")).isEqualTo("0");
        host.must("gpio", "poke", "gpio0", "led0", "1");
        awaitCount(5);
        guest.must("echo 3 >" + PROBE + "again");
        awaitCount(8);
        host.must("gpio", "poke", "gpio0", "led0", "0");
        guest.must("echo 3 >" + PROBE + "again");
        assertThat(guest.must("sleep 0.2; cat " + PROBE + "count")).as("the level is over").isEqualTo("8");
        guest.must("echo off >" + PROBE + "watch");
    }

    @Test
    void aLowLevelInterruptIsDeliveredWhereTheLineIsLowAlready() {
        host.must("gpio", "poke", "gpio0", "led0", "0");
        guest.must("echo 'gpiochip0 0 " + LEVEL_LOW + " 4' >" + PROBE + "watch");
        awaitCount(4);
        guest.must("echo off >" + PROBE + "watch");
    }

    @Test
    void theKernelsOwnConsumersGetEdgesToo() {
        host.must("gpio", "poke", "gpio0", "led0", "0");
        guest.must("echo 'gpiochip0 0 " + RISING + " 100' >" + PROBE + "watch");
        awaitArmed("led0");
        for (int i = 1; i <= 3; i++) {
            host.must("gpio", "poke", "gpio0", "led0", "1");
            host.must("gpio", "poke", "gpio0", "led0", "0");
            awaitCount(i);
        }
        guest.must("echo off >" + PROBE + "watch");
    }

    private String value(String line) {
        return guest.must("gpioget --numeric -c gpiochip0 " + line);
    }

    /** The host's row for a line. */
    /** What the host tells of the device and its connection. */
    final String page() {
        return host.must("vhost", "show", "gpio0");
    }

    private String hostLine(String name) {
        return host.must("gpio", "lines", "gpio0").lines().filter(row -> row.matches(".*\\b" + name + "\\b.*")).findFirst()
                .orElseThrow(() -> new AssertionError("no line " + name));
    }

    private void awaitArmed(String line) {
        host.awaitThat(() -> hostLine(line).contains("armed"), () -> line + " is not armed: " + hostLine(line));
    }

    private void awaitCount(int count) {
        String wanted = Integer.toString(count);
        host.awaitThat(() -> guest.must("cat " + PROBE + "count").equals(wanted),
                () -> "the guest counted " + guest.must("cat " + PROBE + "count") + ", not " + wanted);
    }
}
