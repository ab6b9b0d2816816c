// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioFault.Reason;
import backplane.devices.sound.StreamParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Agrees on the parameters of a PCM that is open and not yet set up. One thread. */
final class Negotiation {
    /** A card's buffer may hold so many times what was asked for; see AudioPath.open. */
    private static final int MOST_TIMES = 4;
    private static final int[] COMMON_RATES = {8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000};
    private static final int FIRST = 0;
    private static final int SECOND = 8;

    private final Asound library;
    private final String place;
    private final long pcm;
    private final Cells cells = new Cells();

    Negotiation(Asound library, String place, long pcm) {
        this.library = library;
        this.place = place;
        this.pcm = pcm;
    }

    /**
     * What the card took.
     *
     * @param periodFrames 1 or more
     * @param bufferFrames at most four times what was asked for
     */
    record Agreed(long periodFrames, long bufferFrames, boolean canPause) {
    }

    /** @throws AudioFault naming the parameter, what was asked and what the card takes */
    Agreed agree(StreamParameters wanted) throws AudioFault {
        check("snd_pcm_hw_params_malloc", library.snd_pcm_hw_params_malloc(cells.at(FIRST)));
        long params = cells.pointer(FIRST);
        try {
            check("snd_pcm_hw_params_any", library.snd_pcm_hw_params_any(pcm, params));
            layout(wanted, params);
            return portions(wanted, params);
        } finally {
            library.snd_pcm_hw_params_free(params);
        }
    }

    private void layout(StreamParameters wanted, long params) throws AudioFault {
        must(library.snd_pcm_hw_params_set_access(pcm, params, Asound.INTERLEAVED), "access", "interleaved", () -> "none of that");
        must(library.snd_pcm_hw_params_set_format(pcm, params, AlsaFormats.code(wanted.format())), "format", wanted.format(),
                () -> formats(params));
        int channels = library.snd_pcm_hw_params_set_channels(pcm, params, wanted.channels());
        if (channels < 0) {
            library.snd_pcm_hw_params_get_channels_min(params, cells.at(FIRST));
            library.snd_pcm_hw_params_get_channels_max(params, cells.at(SECOND));
            must(channels, "channels", wanted.channels(), () -> cells.number(FIRST) + " to " + cells.number(SECOND));
        }
        int rate = wanted.rate().hertz();
        must(library.snd_pcm_hw_params_set_rate(pcm, params, rate, 0), "rate", rate, () -> which(COMMON_RATES,
                candidate -> library.snd_pcm_hw_params_test_rate(pcm, params, candidate, 0) == 0));
    }

    private Agreed portions(StreamParameters wanted, long params) throws AudioFault {
        cells.put(FIRST, wanted.periodFrames());
        cells.put(SECOND, 0);
        must(library.snd_pcm_hw_params_set_period_size_near(pcm, params, cells.at(FIRST), cells.at(SECOND)), "period",
                wanted.periodFrames() + " frames", () -> "none near");
        long period = cells.pointer(FIRST);
        cells.put(FIRST, wanted.bufferFrames());
        must(library.snd_pcm_hw_params_set_buffer_size_near(pcm, params, cells.at(FIRST)), "buffer", wanted.bufferFrames() + " frames",
                () -> "none near");
        long buffer = cells.pointer(FIRST);
        if (period < 1 || buffer < 1 || buffer > (long) MOST_TIMES * wanted.bufferFrames()) {
            throw mismatch("buffer", wanted.bufferFrames() + " frames", buffer + " frames in periods of " + period
                    + "; a larger latency= may do");
        }
        check("snd_pcm_hw_params", library.snd_pcm_hw_params(pcm, params));
        return new Agreed(period, buffer, library.snd_pcm_hw_params_can_pause(params) == 1);
    }

    /** The clock starts when so many frames are there. */
    void startAt(long frames) throws AudioFault {
        check("snd_pcm_sw_params_malloc", library.snd_pcm_sw_params_malloc(cells.at(FIRST)));
        long params = cells.pointer(FIRST);
        try {
            check("snd_pcm_sw_params_current", library.snd_pcm_sw_params_current(pcm, params));
            check("snd_pcm_sw_params_set_start_threshold", library.snd_pcm_sw_params_set_start_threshold(pcm, params, frames));
            check("snd_pcm_sw_params", library.snd_pcm_sw_params(pcm, params));
        } finally {
            library.snd_pcm_sw_params_free(params);
        }
    }

    private String formats(long params) {
        List<String> able = new ArrayList<>();
        AlsaFormats.all().forEach(format -> {
            if (library.snd_pcm_hw_params_test_format(pcm, params, AlsaFormats.code(format)) == 0) {
                able.add(format.name());
            }
        });
        return able.toString();
    }

    private static String which(int[] candidates, IntPredicate able) {
        List<Integer> found = new ArrayList<>();
        for (int candidate : candidates) {
            if (able.test(candidate)) {
                found.add(candidate);
            }
        }
        return found.isEmpty() ? "another" : found.toString();
    }

    private void must(int answer, String parameter, Object wanted, Supplier<String> able) throws AudioFault {
        if (AlsaError.ENODEV.is(answer)) {
            throw AlsaError.fault(place, parameter, answer);
        }
        if (answer < 0) {
            throw mismatch(parameter, wanted, able.get());
        }
    }

    private AudioFault mismatch(String parameter, Object wanted, String able) {
        return new AudioFault(Reason.MISMATCH, place + ": " + parameter + ": asked for " + wanted + ", the card takes " + able);
    }

    private void check(String what, int answer) throws AudioFault {
        AlsaError.check(place, what, answer);
    }
}
