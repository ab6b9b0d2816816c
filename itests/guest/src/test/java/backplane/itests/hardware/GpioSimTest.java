// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.itests.hardware.inside.EdgeCourse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The GPIO device on chips of gpio-sim, with a scripted front-end. */
@Tag("guest")
@Tag("hardware")
class GpioSimTest {
    private static final int REQUESTS = 0;
    private static final int EVENTS = 1;
    private static final int IRQ = 1;
    private static final String OK = "0000";
    private static final String HIGH = "0001";
    private static final String ERROR = "0100";

    @Test
    void linesOfSeveralChipsWithTheirAttributes() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim left = new GpioSim(lab, "left", "led", "key", "taken", "plain");
            GpioSim right = new GpioSim(lab, "right", "lamp", "other");
            lab.machine().watch("holder", "gpiomon -c " + left.chip() + " 2");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "host-lines",
                    "right:lamp as=light active-low, left:1 pull-up, left:taken, left:led in-only")));
            LabFrontend frontend = LabFrontend.connect(lab, "gpio0", 2, IRQ);
            assertThat(frontend.config(0, 8)).isEqualTo("0400000014000000");
            assertThat(frontend.ask(REQUESTS, "0100000000000000", 21)).as("light, key, taken, led")
                    .isEqualTo("00" + "6c6967687400" + "6b657900" + "74616b656e00" + "6c656400");

            assertThat(set(frontend, 3, 0, 1)).isEqualTo(OK);
            assertThat(right.value(0)).as("the level that it had").isZero();
            assertThat(set(frontend, 5, 0, 0)).isEqualTo(OK);
            assertThat(right.value(0)).as("active-low").isEqualTo(1);
            assertThat(set(frontend, 5, 0, 1)).isEqualTo(OK);
            assertThat(right.value(0)).isZero();
            assertThat(right.describe(0)).contains("output").contains("backplane gpio0").contains("active-low");

            assertThat(set(frontend, 3, 1, 2)).isEqualTo(OK);
            assertThat(left.pull(1)).isEqualTo("pull-up");
            assertThat(set(frontend, 4, 1, 0)).isEqualTo(HIGH);
            left.pull(1, false);
            assertThat(set(frontend, 4, 1, 0)).isEqualTo(OK);

            assertThat(set(frontend, 3, 2, 2)).isEqualTo(ERROR);
            assertThat(lab.hostLog()).contains("in use by 'gpiomon'");
            assertThat(set(frontend, 3, 3, 1)).as("only an input").isEqualTo(ERROR);

            levelInterrupt(left, frontend);
            frontend.end();
        }
    }

    @Test
    void aLineHasOneDeviceOrSeveralThatOnlyRead() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "shared", "mine", "ours");
            lab.startHost(Map.of("gpio0", linux("shared:mine, shared:ours read-only"), "gpio1", linux("shared:ours read-only")));
            LabFrontend first = LabFrontend.connect(lab, "gpio0", 2, IRQ);
            LabFrontend second = LabFrontend.connect(lab, "gpio1", 2, IRQ);
            assertThat(set(first, 3, 1, 2)).isEqualTo(OK);
            assertThat(set(first, 6, 1, 1)).isEqualTo(OK);
            first.post(EVENTS, "0100", 1);
            assertThat(set(second, 3, 0, 2)).isEqualTo(OK);
            assertThat(set(second, 6, 0, 1)).isEqualTo(OK);
            second.post(EVENTS, "0000", 1);
            sim.pull(1, true);
            assertThat(first.await(EVENTS)).isEqualTo("01");
            assertThat(second.await(EVENTS)).isEqualTo("01");
            assertThat(set(second, 3, 0, 1)).as("read-only").isEqualTo(ERROR);

            lab.configure("gpio2", linux("shared:0"));
            lab.must("i=0; until grep -q 'which .gpio0. has' /tmp/host/log/backplane.log; do i=$((i+1)); [ $i -lt 200 ] || exit 1;"
                    + " sleep 0.1; done");
        }
    }

    private static Map<String, String> linux(String lines) {
        return Map.of("type", "gpio", "chip", "linux", "host-lines", lines);
    }

    /** Line 1, high: comes again at each buffer as long as the level holds. */
    private static void levelInterrupt(GpioSim left, LabFrontend frontend) {
        assertThat(set(frontend, 6, 1, 4)).isEqualTo(OK);
        frontend.post(EVENTS, "0100", 1);
        left.pull(1, true);
        assertThat(frontend.await(EVENTS)).isEqualTo("01");
        assertThat(frontend.ask(EVENTS, "0100", 1)).as("the level holds").isEqualTo("01");
        left.pull(1, false);
        frontend.post(EVENTS, "0100", 1);
        left.pull(1, true);
        assertThat(frontend.await(EVENTS)).isEqualTo("01");
    }

    @Test
    void aChipThatIsUnpluggedIsTakenUpAgain() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "plug", "out", "in");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "host-lines", "plug:out, plug:in")));
            LabFrontend frontend = LabFrontend.connect(lab, "gpio0", 2, IRQ);
            assertThat(set(frontend, 3, 0, 1)).isEqualTo(OK);
            assertThat(set(frontend, 5, 0, 1)).isEqualTo(OK);
            assertThat(set(frontend, 3, 1, 2)).isEqualTo(OK);
            assertThat(set(frontend, 6, 1, 3)).isEqualTo(OK);
            frontend.post(EVENTS, "0100", 1);

            sim.unplug();
            assertThat(set(frontend, 5, 0, 0)).as("an error, and no waiting").isEqualTo(ERROR);
            assertThat(set(frontend, 4, 1, 0)).isEqualTo(ERROR);

            sim.plug();
            lab.must("i=0; until gpioinfo -c " + sim.chip() + " | grep -c backplane | grep -qx 2; do i=$((i+1)); [ $i -lt 100 ] || exit 1;"
                    + " sleep 0.1; done");
            assertThat(sim.value(0)).as("the output drives what it drove").isEqualTo(1);
            sim.pull(1, true);
            assertThat(frontend.await(EVENTS)).isEqualTo("01");
            assertThat(set(frontend, 5, 0, 0)).isEqualTo(OK);
            assertThat(sim.value(0)).isZero();
            frontend.end();
        }
    }

    @Test
    void aHundredThousandEdgesArriveOnceEach() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "edges", "a", "b", "c", "d", "e", "f", "g", "h");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "most-edges", "0", "host-lines",
                    "edges:0, edges:1, edges:2, edges:3, edges:4, edges:5, edges:6, edges:7")));
            List<String> said = lab.java(EdgeCourse.class, Duration.ofSeconds(120), HardwareLab.socket("gpio0"),
                    sim.line(0).replaceFirst("0$", ""), "100000");
            assertThat(said).last().asString().startsWith("edges 100000 ");
            System.getLogger("hardware").log(System.Logger.Level.INFO, said.get(said.size() - 1));
            assertThat(lab.ctl("gpio:lines gpio0")).doesNotContain("missed").doesNotContain("over the limit");
        }
    }

    @Test
    void aReplacedBundleGoesOnWithLinesAndEdges() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "upgrade", "out", "in", "idle");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "host-lines",
                    "upgrade:out safe=0, upgrade:in, upgrade:idle")));
            LabFrontend frontend = LabFrontend.connect(lab, "gpio0", 2, IRQ);
            assertThat(set(frontend, 5, 0, 1)).isEqualTo(OK);
            assertThat(set(frontend, 3, 0, 1)).isEqualTo(OK);
            assertThat(set(frontend, 3, 1, 2)).isEqualTo(OK);
            assertThat(set(frontend, 6, 1, 3)).isEqualTo(OK);
            frontend.post(EVENTS, "0100", 1);

            notify(lab, sim, "note", "0 1");
            lab.ctl("bundle:stop backplane.devices.gpio");
            assertThat(sim.value(0)).as("driven while nobody is there").isEqualTo(1);
            // a pulse that has come and gone: no level tells of it
            sim.pull(1, true);
            sim.pull(1, false);
            lab.ctl("bundle:start backplane.devices.gpio");
            assertThat(frontend.await(EVENTS)).as("the edge of the time in between").isEqualTo("01");
            assertThat(sim.value(0)).isEqualTo(1);
            assertThat(set(frontend, 5, 0, 0)).isEqualTo(OK);
            assertThat(sim.value(0)).isZero();
            assertThat(lab.machine().restOf("note")).as("no line was reconfigured, released or requested").isEmpty();
            assertThat(lab.ctl("gpio:lines gpio0")).doesNotContain("missed");
            frontend.end();
        }
    }

    @Test
    void eachEndOfAGuestOrTheHostHasItsPolicy() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            GpioSim sim = new GpioSim(lab, "policy", "safe", "input", "keep", "twofold");
            lab.startHost(Map.of("gpio0", Map.of("type", "gpio", "chip", "linux", "host-lines",
                    "policy:safe safe=0, policy:input, policy:keep release=keep,"
                    + " policy:twofold release=keep disconnect=safe")));
            LabFrontend reset = driveAll(lab, sim);
            assertThat(set(reset, 5, 3, 1)).isEqualTo(OK);
            assertThat(set(reset, 3, 3, 1)).isEqualTo(OK);
            reset.reset();
            assertThat(sim.value(3)).as("kept at a reset").isEqualTo(1);
            awaitReleased(lab, sim);
            reset.end();
            lab.must("i=0; until [ \"$(cat " + sim.line(3) + "/value)\" = 0 ]; do i=$((i+1)); [ $i -lt 100 ] || exit 1; sleep 0.1; done");
            LabFrontend first = driveAll(lab, sim);
            first.end();
            awaitReleased(lab, sim);
            LabFrontend killed = driveAll(lab, sim);
            killed.kill();
            awaitReleased(lab, sim);

            driveAll(lab, sim);
            notify(lab, sim, "term", "0");
            lab.endHost("TERM");
            assertThat(events(lab, "term")).containsSubsequence("reconfigured", "released");
            assertThat(sim.describe(0)).doesNotContain("backplane");

            lab.launchHost(List.of("gpio0"));
            driveAll(lab, sim);
            notify(lab, sim, "kill", "0");
            lab.endHost("KILL");
            assertThat(events(lab, "kill")).as("the kernel alone").doesNotContain("reconfigured").contains("released");
            assertThat(sim.value(0)).as("as the board pulls it").isZero();
        }
    }

    private static LabFrontend driveAll(HardwareLab lab, GpioSim sim) throws IOException {
        LabFrontend frontend = LabFrontend.connect(lab, "gpio0", 2, IRQ);
        for (int line = 0; line < 3; line++) {
            assertThat(set(frontend, 5, line, 1)).isEqualTo(OK);
            assertThat(set(frontend, 3, line, 1)).isEqualTo(OK);
            assertThat(sim.value(line)).isEqualTo(1);
        }
        return frontend;
    }

    private static void awaitReleased(HardwareLab lab, GpioSim sim) {
        lab.must("i=0; until gpioinfo -c " + sim.chip() + " 1 | grep -q input; do i=$((i+1)); [ $i -lt 100 ] || exit 1; sleep 0.1; done");
        assertThat(sim.value(0)).as("its safe value").isZero();
        assertThat(sim.describe(0)).contains("output");
        assertThat(sim.value(2)).as("kept").isEqualTo(1);
        assertThat(sim.describe(2)).contains("output");
    }

    /** Watches lines for who takes and changes them, from when this returns. */
    private static void notify(HardwareLab lab, GpioSim sim, String tag, String lines) {
        lab.machine().watch(tag, "gpionotify --banner -c " + sim.chip() + " " + lines);
        assertThat(lab.machine().nextOf(tag)).startsWith("Watching");
    }

    /** What gpionotify has seen so far, until the line was released. */
    private static List<String> events(HardwareLab lab, String tag) {
        List<String> seen = new ArrayList<>();
        while (seen.isEmpty() || !seen.get(seen.size() - 1).equals("released")) {
            String line = lab.machine().nextOf(tag);
            for (String word : List.of("requested", "released", "reconfigured")) {
                if (line.contains(word)) {
                    seen.add(word);
                }
            }
        }
        lab.must("stop " + tag);
        return seen;
    }

    /** A request of type, line and value: the answer in hexadecimal. */
    private static String set(LabFrontend frontend, int type, int line, int value) {
        return frontend.ask(REQUESTS, String.format("%02x00%02x00%02x000000", type, line, value), 2);
    }
}
