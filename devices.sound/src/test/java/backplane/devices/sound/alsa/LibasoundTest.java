// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library itself, where it is installed, with its plug-ins that need no sound card. */
@Timeout(60)
class LibasoundTest {
    private static final StreamParameters STEREO = new StreamParameters(PcmFormat.S16, PcmRate.R48000, 2, 1024, 4096);

    private static final int PERIODS = 20_000;

    private final AlsaCards cards = new AlsaCards();

    @BeforeEach
    void installed() {
        try {
            cards.outlet("alsa:null", "test");
        } catch (IllegalArgumentException missing) {
            Assumptions.abort("no ALSA library on this machine: " + missing.getMessage());
        }
    }

    @Test
    void framesReachAFileAsTheyWere(@TempDir Path folder) throws AudioFault, IOException {
        Path file = folder.resolve("played.raw");
        AudioOutlet outlet = cards.outlet("alsa:file:'" + file + "',raw", "test");
        byte[] sound = new byte[20 * STEREO.periodBytes()];
        new Random(6).nextBytes(sound);
        outlet.open(STEREO, new byte[0]);
        outlet.start();
        ByteBuffer frames = ByteBuffer.allocateDirect(sound.length).put(sound).flip();
        while (frames.hasRemaining()) {
            ByteBuffer period = frames.duplicate().limit(frames.position() + STEREO.periodBytes());
            assertThat(outlet.write(period)).isEqualTo(STEREO.periodBytes());
            frames.position(period.position());
        }
        assertThat(outlet.delayFrames()).isGreaterThanOrEqualTo(0);
        outlet.stop();
        outlet.close();
        assertThat(Files.readAllBytes(file)).isEqualTo(sound);
        assertThat(outlet.xruns()).isZero();
    }

    @Test
    void theNullPlugInRecordsAndKnowsWhatItCan() throws AudioFault {
        AudioInlet inlet = cards.inlet("alsa:null", "test");
        assertThat(inlet.abilities().formats()).contains(PcmFormat.S16, PcmFormat.FLOAT64, PcmFormat.S24_3);
        inlet.open(STEREO, new byte[0]);
        inlet.start();
        assertThat(inlet.read(ByteBuffer.allocateDirect(STEREO.periodBytes()))).isEqualTo(STEREO.periodBytes());
        inlet.stop();
        inlet.close();
    }

    @Test
    void aPeriodMakesNoGarbage() throws AudioFault {
        AudioOutlet outlet = cards.outlet("alsa:null", "test");
        outlet.open(STEREO, new byte[0]);
        outlet.start();
        ByteBuffer frames = ByteBuffer.allocateDirect(STEREO.periodBytes());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int period = 0; period < 2 * PERIODS; period++) {
            if (period == PERIODS) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            outlet.write(frames.clear());
            outlet.delayFrames();
        }
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / PERIODS).as("bytes a period").isZero();
        outlet.close();
    }

    @Test
    void aNameThatIsNotThereIsAFaultThatNamesIt() {
        assertThatThrownBy(() -> cards.outlet("alsa:hw:31,7", "test").open(STEREO, new byte[0])).isInstanceOf(AudioFault.class)
                .hasMessageContaining("alsa:hw:31,7: snd_pcm_open: ENOENT");
    }
}
