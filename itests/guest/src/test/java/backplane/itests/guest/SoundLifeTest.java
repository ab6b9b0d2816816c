// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a sound card while it plays: its guest goes, sleeps, lets go of it; and what several streams hear of each other. */
@Tag("guest")
class SoundLifeTest {
    private static final int HEAD = 44;
    private static final String CARD = "$(ls -d /proc/asound/card[0-9]* | tail -n 1 | tr -dc 0-9)";
    private static final String PLAY = "aplay -q -D hw:" + CARD + ",0 -t raw -f S16_LE -c 2 -r 48000 ";
    /** ALSA gives up after 100 ms without a period (sound/core/pcm_lib.c, wait_for_avail), as a busy machine may need: once more. */
    private static final String TRY = "for i in 1 2 3 4 5; do ";
    private static final String SECOND = TRY + PLAY + "-d 1 /dev/zero && echo played && break; done";

    @TempDir
    private Path folder;

    @BeforeEach
    void guests() {
        GuestLab.require();
    }

    private HostProcess host(String streams) throws IOException {
        return HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")),
                Map.of("sound0", Map.of("type", "sound", "streams", streams)));
    }

    private static void awaitRunning(HostProcess host, boolean running) {
        host.awaitThat(() -> host.must("sound", "streams", "sound0").contains("running") == running,
                () -> host.must("sound", "streams", "sound0"));
    }

    @ParameterizedTest
    @EnumSource
    void aRebootInTheMiddleOfAStreamLeavesNothingHanging(GuestLab lab) throws IOException {
        try (HostProcess host = host("out null"); GuestProcess guest = lab.boot("snd", host.socket("sound0"))) {
            guest.watch("player", TRY + PLAY + "/dev/zero && break; done");
            awaitRunning(host, true);
            guest.reboot();
            awaitRunning(host, false);
            assertThat(guest.must(SECOND)).contains("played");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDriverThatIsTakenAwayUnderAStreamComesBack(GuestLab lab) throws IOException {
        try (HostProcess host = host("out null"); GuestProcess guest = lab.boot("snd", host.socket("sound0"))) {
            for (int round = 0; round < 3; round++) {
                // not once more while the card goes: the driver waits until nobody has it open
                guest.watch("player" + round, TRY + "[ -e /run/gone" + round + " ] || " + PLAY + "/dev/zero && break; done");
                awaitRunning(host, true);
                // the driver is built in: what modprobe -r would do
                guest.must("touch /run/gone" + round + ";"
                        + " cd /sys/bus/virtio/drivers/virtio_snd; d=$(ls | grep '^virtio'); echo $d >unbind; st=$?;"
                        + " echo $d >bind && [ $st = 0 ]");
                guest.run("stop player" + round);
                awaitRunning(host, false);
                assertThat(guest.must(SECOND)).contains("played");
            }
        }
    }

    @Test
    void aGuestThatSleepsInTheMiddleOfAStreamGoesOn() throws IOException {
        try (HostProcess host = host("out null"); GuestProcess guest = GuestLab.QEMU.boot("snd", host.socket("sound0"))) {
            guest.must("grep -q freeze /sys/power/state && echo enabled >/sys/class/tty/ttyAMA0/power/wakeup");
            guest.watch("player", TRY + PLAY + "/dev/zero && break; done");
            awaitRunning(host, true);
            // the shell has to answer before everything stops
            guest.watch("sleep", "sleep 2; echo freeze >/sys/power/state && echo awake");
            awaitRunning(host, false);
            // what is typed wakes it
            guest.must("true");
            assertThat(guest.nextOf("sleep")).isEqualTo("awake");
            awaitRunning(host, true);
            guest.must("stop player");
            assertThat(guest.must(SECOND)).contains("played");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPlayedIntoALoopIsRecordedFromIt(GuestLab lab) throws IOException {
        try (HostProcess host = host("out loop:cable channels=1; in loop:cable channels=1");
                GuestProcess guest = lab.boot("snd", host.socket("sound0"))) {
            String raw = " -D hw:" + CARD + ",0 -t raw -f S16_LE -c 1 -r 8000 ";
            assertThat(guest.must("cd /run; dd if=/dev/urandom of=noise bs=8000 count=1 2>/dev/null; arecord -q" + raw
                    + "-d 4 heard & sleep 1; aplay -q" + raw + "noise; wait; hex() { od -An -v -t x1 $1 | tr -d ' \\n'; };"
                    + " hex noise >pattern; echo >>pattern; hex heard | grep -q -F -f pattern && echo identical")).contains("identical");
        }
    }

    @Test
    void twoGuestsAreMixedEachWithItsGain() throws IOException {
        Path wav = folder.resolve("room.wav");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")), Map.of(
                "sound0", Map.of("type", "sound", "streams", "out mix:room@-6=wav:" + wav),
                "sound1", Map.of("type", "sound", "streams", "out mix:room@-12=wav:" + wav)));
                GuestProcess loud = GuestLab.UML.boot("snd", host.socket("sound0"));
                GuestProcess soft = GuestLab.UML.boot("snd", host.socket("sound1"))) {
            // 8000 in each sample, 0x1f40
            String level = "LC_ALL=C awk 'BEGIN { for (i = 0; i < 480000; i++) printf \"%c%c\", 64, 31 }' >/run/level";
            loud.must(level);
            soft.must(level);
            loud.watch("player", TRY + PLAY + "/run/level && break; done");
            assertThat(soft.must(TRY + PLAY + "-d 2 /run/level && echo played && break; done")).contains("played");
            String said = loud.nextOf("player");
            while (!said.startsWith("@@END")) {
                said = loud.nextOf("player");
            }
            assertThat(said).isEqualTo("@@END 0");
            awaitRunning(host, false);
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
            Set<Integer> levels = new HashSet<>();
            for (int at = HEAD; at + 2 <= all.limit(); at += 2) {
                levels.add((int) Math.rint(all.getShort(at) / 10.0));
            }
            assertThat(levels).as("one alone at -6 dB: 4009; both: 4009 + 2009").contains(401, 602);
        }
    }
}
