// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.itests.hardware.inside.SoundCourse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The sound device on the kernel's sound cards without hardware: snd-aloop, a cable from one side to the other, and snd-dummy. */
@Tag("guest")
@Tag("hardware")
class AlsaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SEED = "20261123";
    private static final String DUMMY = "/sys/bus/platform/drivers/snd_dummy/";
    private static final int TRIES = 100;

    @Test
    void whatIsPlayedOnOneSideIsRecordedOnTheOtherAndAnXrunIsTold() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("snd-aloop", "index=0", "pcm_substreams=2");
            lab.startHost(Map.of("sound0", Map.of("type", "sound", "streams", "out alsa:hw:0,0,0; in alsa:hw:0,1,0"),
                    "sound1", Map.of("type", "sound", "streams", "out alsa:hw:0,0,1")));
            assertThat(lab.java(SoundCourse.class, PATIENCE, HardwareLab.socket("sound0"), "loop", SEED)).as("seed %s", SEED)
                    .containsExactly("identical 960000");
            assertThat(lab.java(SoundCourse.class, PATIENCE, HardwareLab.socket("sound1"), "starve"))
                    .containsExactly("xrun: nothing was given", "xrun: the card had run dry");
            assertThat(lab.ctl("sound streams sound1").lines().filter(line -> line.contains("alsa:hw:0,0,1")).findFirst().orElse(""))
                    .as("xruns of the card, times the driver was late").matches(".*\\D1\\s\\D*1\\D*");
        }
    }

    @Test
    void aCardThatGoesHangsNothingAndIsFoundAgain() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("snd-dummy", "index=0");
            lab.startHost(Map.of("sound0", Map.of("type", "sound", "streams", "out alsa:plughw:0,0")));
            String player = lab.launch(SoundCourse.class, "", HardwareLab.socket("sound0"), "until", "/tmp/enough");
            assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("started");
            awaitStreams(lab, "running", "lost");
            lab.must("echo snd_dummy.0 >" + DUMMY + "unbind");
            awaitStreams(lab, "lost: alsa:plughw:0,0", "nothing at all");
            lab.must("echo snd_dummy.0 >" + DUMMY + "bind");
            awaitStreams(lab, "running", "lost");
            lab.must("touch /tmp/enough");
            assertThat(lab.machine().nextOf(player, PATIENCE)).startsWith("played ");
            assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("@@END 0");
        }
    }

    @Test
    void theKnobsOfACardAreControls() throws IOException {
        try (HardwareLab lab = HardwareLab.boot()) {
            lab.requireModule("snd-dummy", "index=0");
            lab.startHost(Map.of("sound0", Map.of("type", "sound", "streams", "out alsa:hw:0,0; in alsa:hw:0,0", "controls", "true")));
            LabFrontend frontend = LabFrontend.connect(lab, "sound0", 4, 1);
            int count = Integer.reverseBytes(Integer.parseUnsignedInt(frontend.config(12, 4), 16));
            assertThat(count).isGreaterThan(4);
            String id = null;
            for (int i = 0; i < count && id == null; i++) {
                String info = frontend.ask(0, "00030000" + word(i) + word(1) + word(96), 100);
                id = info.contains(HexFormat.of().formatHex("Master Volume\0".getBytes(StandardCharsets.US_ASCII))) ? word(i) : null;
            }
            assertThat(id).as("the control Master Volume").isNotNull();
            assertThat(frontend.ask(0, "03030000" + id + word(10) + word(20), 4)).isEqualTo("00800000");
            assertThat(lab.must("amixer -c 0 cget name='Master Volume'")).contains("values=10,20");
            assertThat(frontend.ask(0, "03030000" + id + word(101) + word(20), 4)).as("beyond its range").isEqualTo("01800000");
            frontend.post(1, "-", 8);
            lab.must("amixer -c 0 cset name='Master Volume' 30,-40");
            assertThat(frontend.await(1)).as("a change that is not the driver's, and the first that is told")
                    .isEqualTo("00120000" + id.substring(0, 4) + "0100");
            assertThat(frontend.ask(0, "02030000" + id, 12)).isEqualTo("00800000" + word(30) + word(-40));
            frontend.end();
        }
    }

    private static String word(int number) {
        return String.format("%08x", Integer.reverseBytes(number));
    }

    private static void awaitStreams(HardwareLab lab, String with, String without) {
        String said = "";
        for (int i = 0; i < TRIES; i++) {
            said = lab.ctl("sound streams sound0");
            if (said.contains(with) && !said.contains(without)) {
                return;
            }
        }
        throw new AssertionError("not '" + with + "' but\n" + said + lab.hostLog());
    }
}
