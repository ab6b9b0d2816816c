// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stream, or the sound card behind it, can do. Each format goes with each rate and each count of channels. Immutable.
 *
 * @param formats        one or more
 * @param rates          one or more
 * @param fewestChannels 1 or more
 * @param mostChannels   {@code fewestChannels} to 255
 */
public record PcmAbilities(Set<PcmFormat> formats, Set<PcmRate> rates, int fewestChannels, int mostChannels) {
    public PcmAbilities {
        if (formats.isEmpty() || rates.isEmpty() || fewestChannels < 1 || mostChannels < fewestChannels || mostChannels > 255) {
            throw new IllegalArgumentException("formats " + formats + ", rates " + rates + ", " + fewestChannels + " to " + mostChannels
                    + " channels");
        }
        formats = Set.copyOf(formats);
        rates = Set.copyOf(rates);
    }

    /** The formats as the bits of {@code virtio_snd_pcm_info.formats}. */
    public long formatBits() {
        return bits(formats);
    }

    /** The rates as the bits of {@code virtio_snd_pcm_info.rates}. */
    public long rateBits() {
        return bits(rates);
    }

    public boolean allows(PcmFormat format, PcmRate rate, int channels) {
        return formats.contains(format) && rates.contains(rate) && channels >= fewestChannels && channels <= mostChannels;
    }

    /**
     * What both can.
     *
     * @return null if there is no format, rate or count of channels in common
     */
    public PcmAbilities and(PcmAbilities other) {
        Set<PcmFormat> bothFormats = formats.stream().filter(other.formats::contains).collect(Collectors.toSet());
        Set<PcmRate> bothRates = rates.stream().filter(other.rates::contains).collect(Collectors.toSet());
        int fewest = Math.max(fewestChannels, other.fewestChannels);
        int most = Math.min(mostChannels, other.mostChannels);
        return bothFormats.isEmpty() || bothRates.isEmpty() || fewest > most ? null
                : new PcmAbilities(bothFormats, bothRates, fewest, most);
    }

    private static long bits(Collection<? extends Enum<?>> values) {
        long bits = 0;
        for (Enum<?> value : values) {
            bits |= 1L << value.ordinal();
        }
        return bits;
    }

    @Override
    public String toString() {
        return EnumSet.copyOf(formats) + " " + rates.stream().mapToInt(PcmRate::hertz).sorted().mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "] Hz ")) + fewestChannels + "-" + mostChannels + " ch";
    }
}
