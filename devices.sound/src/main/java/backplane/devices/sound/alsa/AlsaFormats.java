// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.wire.PcmFormat;
import java.util.EnumMap;
import java.util.Map;

/** The formats of the specification under ALSA's numbers. Source: alsa-lib, include/pcm.h, snd_pcm_format_t; little-endian each. */
final class AlsaFormats {
    private static final Map<PcmFormat, Integer> CODES = new EnumMap<>(Map.ofEntries(
            Map.entry(PcmFormat.S8, 0), Map.entry(PcmFormat.U8, 1), Map.entry(PcmFormat.S16, 2), Map.entry(PcmFormat.U16, 4),
            Map.entry(PcmFormat.S24, 6), Map.entry(PcmFormat.U24, 8), Map.entry(PcmFormat.S32, 10), Map.entry(PcmFormat.U32, 12),
            Map.entry(PcmFormat.FLOAT, 14), Map.entry(PcmFormat.FLOAT64, 16), Map.entry(PcmFormat.IEC958_SUBFRAME, 18),
            Map.entry(PcmFormat.MU_LAW, 20), Map.entry(PcmFormat.A_LAW, 21), Map.entry(PcmFormat.S20, 25),
            Map.entry(PcmFormat.U20, 27), Map.entry(PcmFormat.S24_3, 32), Map.entry(PcmFormat.U24_3, 34),
            Map.entry(PcmFormat.S20_3, 36), Map.entry(PcmFormat.U20_3, 38), Map.entry(PcmFormat.S18_3, 40),
            Map.entry(PcmFormat.U18_3, 42), Map.entry(PcmFormat.DSD_U8, 48), Map.entry(PcmFormat.DSD_U16, 49),
            Map.entry(PcmFormat.DSD_U32, 50)));

    private AlsaFormats() {
    }

    /** All but IMA ADPCM, whose frames of half a byte no path carries. */
    static Iterable<PcmFormat> all() {
        return CODES.keySet();
    }

    static int code(PcmFormat format) {
        Integer code = CODES.get(format);
        return code == null ? -1 : code;
    }
}
