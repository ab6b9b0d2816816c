// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A guest with a device of each type: uses each once and sees that it works, or asks all of them without a pause. */
final class AllDevices {
    /** By the lab's kind, in the order of the command line; the host calls each as this and 0. */
    static final List<String> KINDS = List.of("gpio", "i2c", "snd", "scmi");
    /** Counters of what nobody has done who was merely reset, stopped, unplugged or killed. */
    private static final List<String> FAULTS = List.of("protocol_faults", "chain_faults", "device_faults", "rings_broken", "chains_failed");
    private static final String BUS = "/sys/bus/i2c/devices/";
    private static final String PLAY = "aplay -q -D hw:$(ls -d /proc/asound/card[0-9]* | tail -n 1 | tr -dc 0-9),0 -t raw -f S16_LE -c 2"
            + " -r 48000 -s 4800 /dev/zero";

    private final HostProcess host;
    private final GuestProcess guest;

    /** @param guest one whose console is there */
    AllDevices(HostProcess host, GuestProcess guest) {
        this.host = host;
        this.guest = guest;
    }

    /** A host with these devices. */
    static HostProcess host(Path folder) throws IOException {
        Path registers = folder.resolve("pmic.map");
        Files.writeString(registers, "0x00 = 0x71 ro\n");
        return HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")), Map.of(
                "gpio0", Map.of("type", "gpio", "names", "a,b,c,d", "values", "0,1"),
                "i2c0", Map.of("type", "i2c", "chips", "map@0x20=" + registers),
                "snd0", Map.of("type", "sound", "streams", "out null"),
                "scmi0", Map.of("type", "scmi", "sensors", "cpu=45.5 C")));
    }

    /** Where the devices of these kinds are, for a guest. */
    static Map<String, Path> sockets(HostProcess host, List<String> kinds) {
        Map<String, Path> sockets = new LinkedHashMap<>();
        kinds.forEach(kind -> sockets.put(kind, host.socket(kind + "0")));
        return sockets;
    }

    /** A request of each kind and its right answer; an edge; a tenth of a second of sound. */
    void use() {
        KINDS.forEach(this::use);
        guest.watch("edge", "gpiomon -n 1 -c gpiochip0 -e rising a");
        host.awaitThat(() -> host.must("gpio", "lines", "gpio0").contains("armed"), () -> host.must("gpio", "lines", "gpio0"));
        host.must("gpio", "poke", "gpio0", "a", "1");
        assertThat(guest.nextOf("edge")).isNotBlank();
        host.must("gpio", "poke", "gpio0", "a", "0");
    }

    /** The device of this kind answers as it should; it may have been there for a moment only. */
    void use(String kind) {
        host.awaitThat(() -> guest.run(once(kind)).status() == 0,
                () -> kind + " does not work in the guest: " + guest.run(once(kind)).text() + "\n" + host.must("show", kind + "0")
                + "\n" + guest.run("dmesg | tail -n 20").text());
    }

    private String once(String kind) {
        return switch (kind) {
            case "gpio" -> "[ \"$(gpioget --numeric -c gpiochip0 b)\" = 1 ]";
            case "i2c" -> "[ \"$(i2cget -y " + bus() + " 0x20 0x00)\" = 0x71 ]";
            case "snd" -> "timeout 10 " + PLAY;
            default -> "[ \"$(cat /sys/class/hwmon/hwmon0/temp1_input)\" = 45500 ]";
        };
    }

    /** The number of the adapter may be another one after each boot. */
    private static String bus() {
        return "$(cd " + BUS + "; for i in i2c-*; do grep -qi virtio $i/name && echo ${i#i2c-}; done)";
    }

    /** Asks devices of these kinds without a pause; a wrong answer ends the questions. Sound may have to begin again. */
    void load(List<String> kinds) {
        for (String kind : kinds) {
            String ask = once(kind);
            String way = kind.equals("snd") ? "while :; do " + ask + " || { sleep 0.1; continue; }" : "while " + ask + "; do true";
            guest.must("rm -f /run/count-" + kind);
            guest.watch("load-" + kind, way + "; n=$((n + 1)); echo $n >/run/count-" + kind + "; done; echo stopped; dmesg | tail -n 5");
        }
    }

    /** Each of the questions goes on: there are more answers than before. */
    void awaitAnswers(List<String> kinds) {
        for (String kind : kinds) {
            int before = answers(kind);
            host.awaitThat(() -> answers(kind) > before, () -> kind + ": no answer after " + before + ": " + guest.restOf("load-" + kind)
                    + host.must("show", kind + "0"));
        }
    }

    int answers(String kind) {
        String count = guest.run("cat /run/count-" + kind + " 2>/dev/null").text();
        return count.isBlank() ? 0 : Integer.parseInt(count.strip());
    }

    /** Ends the questions; none may have been answered wrongly. */
    void endLoad(List<String> kinds) {
        for (String kind : kinds) {
            assertThat(guest.restOf("load-" + kind)).as("%s was asked until now", kind).isEmpty();
            guest.must("stop load-" + kind);
        }
    }

    /** The host's own word: healthy, every front-end there or gone in good order, nothing that had to be refused or given up. */
    static void assertAllIsWell(HostProcess host) {
        assertThat(host.must("health")).doesNotContainPattern("WARN|CRITICAL|TEMPORARILY");
        for (String kind : KINDS) {
            String page = host.must("show", kind + "0");
            for (String fault : FAULTS) {
                assertThat(page).as("%s of %s0", fault, kind).containsPattern(fault + " +0\\b");
            }
        }
    }
}
