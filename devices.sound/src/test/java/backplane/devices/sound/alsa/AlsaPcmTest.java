// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioFault.Reason;
import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a PCM makes of each answer of the library; numbers as errno(3) has them. */
@Timeout(30)
class AlsaPcmTest {
    private static final int EAGAIN = -11;
    private static final int ENODEV = -19;
    private static final int EPIPE = -32;
    private static final int EBADFD = -77;
    private static final int ESTRPIPE = -86;
    private static final StreamParameters STEREO = new StreamParameters(PcmFormat.S16, PcmRate.R48000, 2, 1024, 4096);
    private static final int PERIOD = 1024;

    private final ScriptedAsound script = new ScriptedAsound();
    private final AlsaCards cards = new AlsaCards(script::library, () -> null);
    private final AudioOutlet outlet = cards.outlet("alsa:hw:3", "sound0-0");
    private final AudioInlet inlet = cards.inlet("alsa:hw:3", "sound0-0");

    private static ByteBuffer period() {
        ByteBuffer frames = ByteBuffer.allocateDirect(PERIOD);
        for (int i = 0; i < PERIOD; i++) {
            frames.put(i, (byte) (i * 7));
        }
        return frames;
    }

    private AudioOutlet playing() throws AudioFault {
        outlet.open(STEREO, new byte[0]);
        outlet.start();
        return outlet;
    }

    private void allWasPlayed() throws AudioFault {
        ByteBuffer frames = period();
        assertThat(outlet.write(frames)).isEqualTo(PERIOD);
        assertThat(frames.remaining()).isZero();
        assertThat(ByteBuffer.wrap(script.played.toByteArray())).isEqualTo(frames.flip());
    }

    @Test
    void shortWritesAndNotNowMakeUpAWholePeriod() throws AudioFault {
        script.next("snd_pcm_writei", 100, EAGAIN, 1, EAGAIN).next("snd_pcm_wait", 1, 0);
        playing();
        allWasPlayed();
        assertThat(script.count("snd_pcm_writei")).isEqualTo(5);
        assertThat(outlet.xruns()).isZero();
    }

    @Test
    void anXrunIsRecoveredAndCountedWhereverItIsTold() throws AudioFault {
        script.next("snd_pcm_writei", 10, EPIPE, EAGAIN, EBADFD).next("snd_pcm_wait", EPIPE);
        playing();
        script.state = Asound.XRUN;
        allWasPlayed();
        assertThat(outlet.xruns()).isEqualTo(3);
        assertThat(script.count("snd_pcm_recover")).isEqualTo(3);
    }

    @Test
    void aSuspendedCardIsResumedWithoutBlockingAndCountedOnce() throws AudioFault {
        script.next("snd_pcm_writei", ESTRPIPE, ESTRPIPE).next("snd_pcm_resume", EAGAIN, 0);
        playing();
        allWasPlayed();
        assertThat(outlet.xruns()).isEqualTo(1);
        assertThat(script.count("snd_pcm_recover")).as("would wait a second").isZero();
    }

    @Test
    void aSuspendedCardThatCannotResumeBeginsAnew() throws AudioFault {
        script.next("snd_pcm_readi", ESTRPIPE).next("snd_pcm_resume", -38);
        inlet.open(STEREO, new byte[0]);
        inlet.start();
        assertThat(inlet.read(ByteBuffer.allocateDirect(PERIOD))).isEqualTo(PERIOD);
        assertThat(script.count("snd_pcm_prepare")).isEqualTo(1);
        assertThat(script.count("snd_pcm_start")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"snd_pcm_writei, -19", "snd_pcm_wait, -19", "snd_pcm_recover, -19"})
    void aCardThatIsGoneIsAFaultAndNotAHang(String function, int answer) throws AudioFault {
        playing();
        script.next("snd_pcm_writei", function.equals("snd_pcm_wait") ? EAGAIN : EPIPE);
        if (function.equals("snd_pcm_writei")) {
            script.always(function, answer);
        } else {
            script.next(function, answer);
        }
        assertThatThrownBy(() -> outlet.write(period())).isInstanceOfSatisfying(AudioFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.LOST))
                .hasMessageContaining("alsa:hw:3").hasMessageContaining("ENODEV");
        outlet.close();
        outlet.close();
        assertThat(script.count("snd_pcm_close")).isEqualTo(1);
        assertThatThrownBy(() -> outlet.write(period())).isInstanceOf(AudioFault.class);
        outlet.open(STEREO, new byte[0]);
        script.always("snd_pcm_writei", PERIOD / 4);
        assertThat(outlet.write(period())).as("found again").isEqualTo(PERIOD);
    }

    @Test
    void aCardThatNeverTakesAnythingGivesUpAfterThreePeriods() throws AudioFault {
        script.always("snd_pcm_writei", EAGAIN).always("snd_pcm_wait", 1);
        playing();
        long begin = System.nanoTime();
        assertThat(outlet.write(period())).isZero();
        assertThat(System.nanoTime() - begin).isGreaterThan(3 * STEREO.nanos(256) - 1);
        assertThat(script.count("snd_pcm_wait")).as("does not spin").isLessThan(100);
    }

    @Test
    void wakingReturnsWithWhatThereIs() throws AudioFault {
        playing();
        outlet.wake();
        assertThat(outlet.write(period())).isZero();
        allWasPlayed();
    }

    @Test
    void aCardThatSaysMoreThanItWasGivenIsNotBelieved() throws AudioFault {
        script.next("snd_pcm_writei", 10_000);
        playing();
        assertThatThrownBy(() -> outlet.write(period())).isInstanceOf(AudioFault.class).hasMessageContaining("10000 frames of 256");
    }

    @ParameterizedTest
    @CsvSource({"snd_pcm_hw_params_set_format, format: asked for S16", "snd_pcm_hw_params_set_channels, channels: asked for 2",
        "snd_pcm_hw_params_set_rate, rate: asked for 48000", "snd_pcm_hw_params_set_period_size_near, period: asked for 256 frames",
        "snd_pcm_hw_params_set_buffer_size_near, buffer: asked for 1024 frames"})
    void aMismatchIsToldByNameAndValue(String function, String text) {
        script.next(function, -22);
        assertThatThrownBy(() -> outlet.open(STEREO, new byte[0])).isInstanceOfSatisfying(AudioFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(Reason.MISMATCH))
                .hasMessageContaining(text).hasMessageContaining("the card takes");
        assertThat(script.count("snd_pcm_close")).isEqualTo(1);
        assertThat(script.count("snd_pcm_hw_params_free")).isEqualTo(1);
    }

    @Test
    void aBufferFarLargerThanAskedForIsAMismatchAndALargerOneIsNotFilled() throws AudioFault {
        script.buffer = 4097;
        assertThatThrownBy(() -> outlet.open(STEREO, new byte[0])).hasMessageContaining("4097 frames");
        script.buffer = 2048;
        script.next("snd_pcm_avail_update", 1024, 1124, 2048);
        playing();
        allWasPlayed();
        assertThat(script.count("snd_pcm_writei")).as("none while 1024 frames are in it").isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"-16, BUSY", "-2, LOST", "-19, LOST", "-13, FAILED", "-9999, FAILED"})
    void whatCannotBeOpenedSaysWhy(int answer, Reason reason) {
        script.next("snd_pcm_open", answer);
        assertThatThrownBy(() -> outlet.open(STEREO, new byte[0])).isInstanceOfSatisfying(AudioFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(reason)).hasMessageContaining("snd_pcm_open");
    }

    @Test
    void aMachineWithoutTheLibraryRefusesThePlaceByName() {
        AlsaCards none = new AlsaCards(() -> {
            throw new UnsatisfiedLinkError("no such file");
        }, () -> null);
        assertThat(none.schemes()).containsExactly("alsa");
        assertThatThrownBy(() -> none.outlet("alsa:hw:0", "sound0-0")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("libasound");
        assertThatThrownBy(() -> cards.outlet("alsa", "sound0-0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whileAnotherHasTheCardAnythingMayBeAsked() {
        script.next("snd_pcm_open", -16).next("snd_pcm_hw_params_get_channels_max", ENODEV);
        assertThat(outlet.abilities().mostChannels()).isEqualTo(32);
        assertThat(outlet.abilities().mostChannels()).as("a card that fails while it is looked at").isEqualTo(32);
        assertThat(outlet.abilities().mostChannels()).isEqualTo(2);
        assertThat(outlet.likelyAbilities().mostChannels()).isEqualTo(2);
        assertThat(script.count("snd_pcm_close")).isEqualTo(2);
    }

    @Test
    void aPauseOfACardThatCanKeepsWhatItHas() throws AudioFault {
        script.next("snd_pcm_hw_params_can_pause", 1);
        playing();
        script.state = Asound.RUNNING;
        outlet.stop();
        outlet.start();
        assertThat(script.count("snd_pcm_pause")).isEqualTo(2);
        assertThat(script.count("snd_pcm_drop")).isZero();
        script.state = Asound.SETUP;
        outlet.stop();
        outlet.start();
        assertThat(script.count("snd_pcm_prepare")).isEqualTo(1);
    }
}
