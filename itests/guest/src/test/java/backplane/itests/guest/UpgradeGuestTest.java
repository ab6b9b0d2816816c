// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices are replaced under real guests, and come to the host while it runs. */
@Tag("guest")
class UpgradeGuestTest {
    private static final int UPGRADES = 20;
    private static final int SOUND_UPGRADES = 6;

    @TempDir
    private Path folder;

    @BeforeEach
    void guests() {
        GuestLab.require();
    }

    @ParameterizedTest
    @EnumSource
    void gpiomonAndGpiogetRunThroughTwentyUpgradesAndMissNothing(GuestLab lab) throws IOException {
        Path next = version(built("devices.gpio"), "1.0.1");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", Map.of("type", "gpio", "names", "a,b,c,d",
                "values", "0,1"))); GuestProcess guest = lab.boot("gpio", host.socket("gpio0"))) {
            guest.watch("edges", "gpiomon -c gpiochip0 --format '%e' -e both a");
            host.awaitThat(() -> host.must("gpio", "lines", "gpio0").contains("armed"), () -> host.must("gpio", "lines", "gpio0"));
            guest.watch("reads", "while gpioget -c gpiochip0 b >/tmp/read && grep -q '\"b\"=active' /tmp/read; do :; done; echo stopped; "
                    + "cat /tmp/read");
            for (int i = 0; i < UPGRADES; i++) {
                replace(host, next, i);
                host.must("gpio", "poke", "gpio0", "a", Integer.toString(1 - i % 2));
                assertThat(guest.nextOf("edges")).as("edge after upgrade %d", i).isEqualTo(i % 2 == 0 ? "1" : "2");
            }
            assertThat(guest.must("echo still here")).contains("still here");
            guest.must("stop edges");
            assertThat(guest.restOf("edges")).as("no edge twice").allMatch(line -> line.startsWith("@@END"));
            guest.must("stop reads");
            assertThat(guest.restOf("reads")).as("no read failed or was wrong").noneMatch(line -> line.contains("stopped"));
            assertThat(host.must("show", "gpio0")).containsPattern("sessions +1\\b").containsPattern("handovers +" + UPGRADES + "\\b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceTypeThatComesAtRunTimeServesAGuest(GuestLab lab) throws IOException {
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, folder, Map.of())) {
            host.must("bundle:install", "-s", built("examples/entropy").toUri().toString());
            host.must("create", "entropy", "rng0");
            try (GuestProcess guest = lab.boot("rng", host.socket("rng0"))) {
                assertThat(guest.must("cat /sys/class/misc/hw_random/rng_current")).contains("virtio");
                assertThat(guest.must("dd if=/dev/hwrng bs=64 count=4 2>/dev/null | wc -c")).contains("256");
                assertThat(host.must("show", "rng0")).containsPattern("completed +[1-9]");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aplayAndArecordGoOnThroughSixUpgradesWithoutAFrameLostOrTwice(GuestLab lab) throws IOException {
        Path next = version(built("devices.sound"), "1.0.1");
        Path wav = folder.resolve("played.wav");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")), Map.of("sound0", Map.of(
                "type", "sound", "streams", "out wav:" + wav + " channels=2; in tone:1000 channels=1")));
                GuestProcess guest = lab.boot("snd", host.socket("sound0"))) {
            guest.run("modprobe virtio_snd; mount -t tmpfs -o size=80m tmp /tmp");
            String card = guest.must("ls -d /proc/asound/card[0-9]*").replaceAll("(?s).*card([0-9]+).*", "$1");
            int bytes = 4 * 48000 * 25;
            guest.must("head -c " + bytes + " /dev/urandom >/tmp/noise");
            guest.watch("play", "aplay -q -D hw:" + card + ",0 -t raw -f S16_LE -c 2 -r 48000 /tmp/noise && echo played");
            guest.watch("record", "arecord -q -D hw:" + card + ",0 -t raw -f S16_LE -c 1 -r 16000 -d 25 /tmp/tone && echo recorded");
            host.awaitThat(() -> host.must("sound", "streams", "sound0").split("running").length == 3,
                () -> host.must("sound", "streams", "sound0"));
            for (int i = 0; i < SOUND_UPGRADES; i++) {
                replace(host, "sound", next, i);
            }
            assertThat(host.must("sound", "streams", "sound0")).as("still at it").contains("running");
            assertThat(guest.nextOf("play")).isEqualTo("played");
            assertThat(guest.nextOf("record")).isEqualTo("recorded");
            guest.must("echo done");
            String sum = guest.must("md5sum </tmp/noise").substring(0, 32);
            byte[] frames = Files.readAllBytes(wav);
            assertThat(HexFormat.of().formatHex(md5(frames, bytes))).isEqualTo(sum);
            // 1000 Hz at 16000 Hz: the same sixteen samples again and again
            assertThat(guest.must("od -An -v -t d2 -w32 /tmp/tone | sort | uniq -c | wc -l").strip()).isEqualTo("1");
            assertThat(host.must("show", "sound0")).containsPattern("handovers +" + SOUND_UPGRADES + "\\b");
        }
    }

    private static byte[] md5(byte[] wav, int bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(wav, 44, bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void replace(HostProcess host, Path next, int i) {
        replace(host, "gpio", next, i);
    }

    private static void replace(HostProcess host, String type, Path next, int i) {
        if (i % 2 == 0) {
            host.must("upgrade", "--watch", "0", type, next.toString());
        } else {
            host.must("rollback", "--watch", "0", type);
        }
    }

    private static Path built(String module) throws IOException {
        try (Stream<Path> jars = Files.list(GuestLab.ROOT.resolve(module).resolve("target"))) {
            return jars.filter(file -> file.getFileName().toString().endsWith("-SNAPSHOT.jar")).findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in " + module + "/target; run mvn package"));
        }
    }

    /** The same bundle under another version. */
    private Path version(Path jar, String version) throws IOException {
        Path copy = folder.resolve(version + ".jar");
        try (JarFile source = new JarFile(jar.toFile()); OutputStream file = Files.newOutputStream(copy)) {
            Manifest manifest = new Manifest(source.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream target = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : source.stream().filter(one -> !one.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
                    target.putNextEntry(new JarEntry(entry.getName()));
                    source.getInputStream(entry).transferTo(target);
                }
            }
        }
        return copy;
    }
}
