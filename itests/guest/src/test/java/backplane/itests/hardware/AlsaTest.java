// SPDX-License-Identifier: Apache-2.0
package backplane.itests.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.itests.hardware.inside.SoundCourse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sound device on the kernel's sound cards without hardware: snd-aloop, a cable from one side to the other, and snd-dummy. */
@Tag("guest")
@Tag("hardware")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlsaTest {
    private static final Logger LOG = Logger.getLogger(AlsaTest.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SEED = "20261123";
    private static final String DUMMY = "/sys/bus/platform/drivers/snd_dummy/";
    private static final int TRIES = 100;

    private HardwareLab lab;

    @BeforeAll
    void boot() throws IOException {
        lab = HardwareLab.boot();
        lab.requireModule("snd-aloop", "index=0", "pcm_substreams=4");
        lab.requireModule("snd-dummy", "index=1");
        lab.startHost(Map.of("loop", sound("out alsa:hw:0,0,0; in alsa:hw:0,1,0", false), "dry", sound("out alsa:hw:0,0,1", false),
                "gap", sound("out alsa:hw:0,0,2", false), "gone", sound("out alsa:plughw:1,0", false),
                "knobs", sound("out alsa:hw:1,0; in alsa:hw:1,0", true)));
    }

    private static Map<String, String> sound(String streams, boolean controls) {
        return Map.of("type", "sound", "streams", streams, "controls", Boolean.toString(controls));
    }

    @AfterAll
    void end() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void whatIsPlayedOnOneSideIsRecordedOnTheOther() throws IOException {
        // a machine without time for the lab lets a card run dry, which is counted: then nothing is said about what is heard
        for (int i = 0; i < 5; i++) {
            String before = xruns("loop");
            List<String> said = lab.java(SoundCourse.class, PATIENCE, HardwareLab.socket("loop"), "loop", SEED);
            if (said.equals(List.of("identical 960000"))) {
                return;
            }
            assertThat(xruns("loop")).as("seed %s: %s, and no xrun was counted", SEED, said).isNotEqualTo(before);
        }
        throw new AssertionError("no course without an xrun: " + lab.ctl("sound streams loop"));
    }

    @Test
    void anXrunIsRecoveredCountedAndTold() throws IOException {
        assertThat(lab.java(SoundCourse.class, PATIENCE, HardwareLab.socket("dry"), "starve"))
                .containsExactly("xrun: nothing was given", "xrun: the card had run dry");
        assertThat(xruns("dry")).as("xruns of the card, times the driver was late").matches("[1-9][0-9]* [1-9][0-9]*");
    }

    /** The gap is a figure, not a promise: what the card held, and the time until the new device has opened it. */
    @Test
    void aReplacementUnderAStreamLeavesAGapThatIsTold() throws IOException {
        lab.machine().watch("recorder", "exec arecord -q -D hw:0,1,2 -t raw -f S16_LE -c 2 -r 48000 --buffer-size=96000 /tmp/gap.raw");
        String player = lab.launch(SoundCourse.class, "", HardwareLab.socket("gap"), "until", "/tmp/heard");
        assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("started");
        awaitStreams("gap", "running", "lost");
        lab.ctl("bundle:restart backplane.devices.sound");
        awaitStreams("gap", "running", "lost");
        lab.must("touch /tmp/heard");
        assertThat(lab.machine().nextOf(player, PATIENCE)).startsWith("played ");
        assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("@@END 0");
        lab.must("stop recorder");
        List<String> gaps = lab.java(SoundCourse.class, PATIENCE, "-", "gaps", "/tmp/gap.raw");
        LOG.info(() -> "silence between the first and the last sound, ms: " + gaps);
    }

    @Test
    void aCardThatGoesHangsNothingAndIsFoundAgain() throws IOException {
        String player = lab.launch(SoundCourse.class, "", HardwareLab.socket("gone"), "until", "/tmp/enough");
        assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("started");
        awaitStreams("gone", "running", "lost");
        lab.must("echo snd_dummy.0 >" + DUMMY + "unbind");
        awaitStreams("gone", "lost: alsa:plughw:1,0", "nothing at all");
        lab.must("echo snd_dummy.0 >" + DUMMY + "bind");
        awaitStreams("gone", "running", "lost");
        lab.must("touch /tmp/enough");
        assertThat(lab.machine().nextOf(player, PATIENCE)).startsWith("played ");
        assertThat(lab.machine().nextOf(player, PATIENCE)).isEqualTo("@@END 0");
    }

    @Test
    void theKnobsOfACardAreControls() throws IOException {
        LabFrontend frontend = LabFrontend.connect(lab, "knobs", 4, 1);
        int count = Integer.reverseBytes(Integer.parseUnsignedInt(frontend.config(12, 4), 16));
        assertThat(count).isGreaterThan(4);
        String id = null;
        for (int i = 0; i < count && id == null; i++) {
            String info = frontend.ask(0, "00030000" + word(i) + word(1) + word(96), 100);
            id = info.contains(HexFormat.of().formatHex("Master Volume\0".getBytes(StandardCharsets.US_ASCII))) ? word(i) : null;
        }
        assertThat(id).as("the control Master Volume").isNotNull();
        assertThat(frontend.ask(0, "03030000" + id + word(10) + word(20), 4)).isEqualTo("00800000");
        assertThat(lab.must("amixer -c 1 cget name='Master Volume'")).contains("values=10,20");
        assertThat(frontend.ask(0, "03030000" + id + word(101) + word(20), 4)).as("beyond its range").isEqualTo("01800000");
        frontend.post(1, "-", 8);
        lab.must("amixer -c 1 cset name='Master Volume' 30,-40");
        assertThat(frontend.await(1)).as("a change that is not the driver's, and the first that is told")
                .isEqualTo("00120000" + id.substring(0, 4) + "0100");
        assertThat(frontend.ask(0, "02030000" + id, 12)).isEqualTo("00800000" + word(30) + word(-40));
        frontend.end();
    }

    /** Of each stream the last two numbers: xruns of the card, times the driver was late. */
    private String xruns(String device) {
        return lab.ctl("sound streams " + device).lines().filter(line -> line.contains("alsa:"))
                .map(line -> line.replaceFirst(".*\\D(\\d+)\\D+(\\d+)\\D*$", "$1 $2")).collect(Collectors.joining(", "));
    }

    private static String word(int number) {
        return String.format("%08x", Integer.reverseBytes(number));
    }

    private void awaitStreams(String device, String with, String without) {
        String said = "";
        for (int i = 0; i < TRIES; i++) {
            said = lab.ctl("sound streams " + device);
            if (said.contains(with) && !said.contains(without)) {
                return;
            }
        }
        throw new AssertionError("not '" + with + "' but\n" + said + lab.hostLog());
    }
}
