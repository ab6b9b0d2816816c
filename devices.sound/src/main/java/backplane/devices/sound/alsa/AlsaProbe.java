// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.util.EnumSet;
import java.util.Set;

/** Looks at what a PCM can do, by opening it for a moment. Any thread, one at a time. */
final class AlsaProbe {
    /** More than any room has loudspeakers; plug-ins claim ten thousand. */
    private static final int MOST_CHANNELS = 32;

    private final Asound library;
    private final String place;
    private final Cells cells = new Cells();

    AlsaProbe(Asound library, String place) {
        this.library = library;
        this.place = place;
    }

    /** What to go by while nothing is known: whatever there may be. Opening tells then. */
    static PcmAbilities everything() {
        Set<PcmFormat> formats = EnumSet.noneOf(PcmFormat.class);
        AlsaFormats.all().forEach(formats::add);
        return new PcmAbilities(formats, EnumSet.allOf(PcmRate.class), 1, MOST_CHANNELS);
    }

    /** @throws AudioFault if it can't be opened, or there is nothing that we could do with it */
    PcmAbilities look(String name, int stream) throws AudioFault {
        AlsaError.check(place, "snd_pcm_open", library.snd_pcm_open(cells.at(0), name, stream, Asound.NONBLOCK));
        long pcm = cells.pointer(0);
        try {
            AlsaError.check(place, "snd_pcm_hw_params_malloc", library.snd_pcm_hw_params_malloc(cells.at(0)));
            long params = cells.pointer(0);
            try {
                return look(pcm, params);
            } finally {
                library.snd_pcm_hw_params_free(params);
            }
        } finally {
            library.snd_pcm_close(pcm);
        }
    }

    private PcmAbilities look(long pcm, long params) throws AudioFault {
        AlsaError.check(place, "snd_pcm_hw_params_any", library.snd_pcm_hw_params_any(pcm, params));
        Set<PcmFormat> formats = EnumSet.noneOf(PcmFormat.class);
        for (PcmFormat format : AlsaFormats.all()) {
            if (library.snd_pcm_hw_params_test_format(pcm, params, AlsaFormats.code(format)) == 0) {
                formats.add(format);
            }
        }
        Set<PcmRate> rates = EnumSet.noneOf(PcmRate.class);
        for (PcmRate rate : PcmRate.values()) {
            if (library.snd_pcm_hw_params_test_rate(pcm, params, rate.hertz(), 0) == 0) {
                rates.add(rate);
            }
        }
        AlsaError.check(place, "channels", library.snd_pcm_hw_params_get_channels_min(params, cells.at(0)));
        int fewest = Math.max(1, cells.number(0));
        AlsaError.check(place, "channels", library.snd_pcm_hw_params_get_channels_max(params, cells.at(0)));
        int most = Math.min(MOST_CHANNELS, cells.number(0));
        if (formats.isEmpty() || rates.isEmpty() || most < fewest) {
            throw new AudioFault(AudioFault.Reason.MISMATCH, place + ": has formats " + formats + ", rates " + rates + ", " + fewest
                    + " to " + most + " channels, of which nothing can be offered to a guest");
        }
        return new PcmAbilities(formats, rates, fewest, most);
    }
}
