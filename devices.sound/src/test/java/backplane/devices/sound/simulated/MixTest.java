// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several streams into one outlet. */
@Tag("sound")
@Timeout(60)
class MixTest {
    private static final int FRAMES = 480;
    private static final StreamParameters STEREO = new StreamParameters(PcmFormat.S16, PcmRate.R48000, 2, 4 * FRAMES, 16 * FRAMES);

    @TempDir
    private Path folder;

    private AudioOutlet open(SimulatedCards cards, String place) throws AudioFault {
        AudioOutlet outlet = cards.outlet(place, "sound0-0");
        outlet.open(STEREO, new byte[0]);
        outlet.start();
        return outlet;
    }

    /** Plays a constant until told otherwise. */
    private static Thread play(AudioOutlet outlet, double level, int periods) {
        Thread thread = new Thread(() -> {
            ByteBuffer frames = ByteBuffer.allocateDirect(4 * FRAMES);
            try {
                for (int i = 0; i < periods; i++) {
                    frames.clear();
                    for (int at = 0; at < frames.capacity(); at += 2) {
                        Samples.put(frames, at, PcmFormat.S16, level);
                    }
                    while (frames.hasRemaining()) {
                        outlet.write(frames);
                    }
                }
            } catch (AudioFault fault) {
                throw new AssertionError(fault);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void gainsAndLimitersAreEachGuestsOwn() throws AudioFault, IOException, InterruptedException {
        Path file = folder.resolve("mix.wav");
        SimulatedCards cards = new SimulatedCards();
        AudioOutlet quiet = open(cards, "mix:room@-6=fast-wav:" + file);
        AudioOutlet loud = open(cards, "mix:room@+20");
        Thread first = play(quiet, 0.25, 60);
        Thread second = play(loud, 0.5, 60);
        first.join(Duration.ofSeconds(20).toMillis());
        second.join(Duration.ofSeconds(20).toMillis());
        quiet.close();
        loud.close();
        byte[] bytes = await(file, 44 + 8 * FRAMES * 40);
        ByteBuffer frames = ByteBuffer.wrap(bytes);
        double most = 0;
        boolean alone = false;
        for (int at = 44; at + 4 <= bytes.length; at += 4) {
            double sample = Samples.get(frames, at, PcmFormat.S32);
            most = Math.max(most, sample);
            alone |= Math.abs(sample - 0.125) < 0.001;
        }
        assertThat(most).as("both, and never more than full scale").isBetween(0.98, 1.0);
        assertThat(alone || most > 0.98).isTrue();
    }

    private static byte[] await(Path file, int bytes) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Files.size(file) < bytes && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return Files.readAllBytes(file);
    }

    @Test
    void aLimiterTurnsDownAtOnceAndUpSlowly() {
        Limiter limiter = new Limiter(4, 48_000);
        assertThat(limiter.apply(0.1)).isEqualTo(0.4);
        assertThat(limiter.apply(0.5)).isEqualTo(0.98);
        assertThat(limiter.apply(0.1)).as("still turned down").isBetween(0.19, 0.21);
        for (int i = 0; i < 2400; i++) {
            limiter.apply(0.1);
        }
        assertThat(limiter.apply(0.1)).isEqualTo(0.4);
        assertThat(limiter.apply(Double.NaN)).isZero();
        assertThat(limiter.apply(Double.POSITIVE_INFINITY)).isZero();
    }
}
