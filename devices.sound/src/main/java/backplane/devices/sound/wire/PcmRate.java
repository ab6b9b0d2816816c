// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import java.util.Optional;

/**
 * Frame rates. VIRTIO 1.4, "PCM frame rates"; linux/virtio_snd.h, VIRTIO_SND_PCM_RATE_*. The ordinal is the number in a request and the
 * bit in {@code virtio_snd_pcm_info}; the two that 1.4 added come last, out of the order of their values.
 */
public enum PcmRate {
    R5512(5512),
    R8000(8000),
    R11025(11_025),
    R16000(16_000),
    R22050(22_050),
    R32000(32_000),
    R44100(44_100),
    R48000(48_000),
    R64000(64_000),
    R88200(88_200),
    R96000(96_000),
    R176400(176_400),
    R192000(192_000),
    R384000(384_000),
    R12000(12_000),
    R24000(24_000);

    private static final PcmRate[] BY_CODE = values();

    private final int hertz;

    PcmRate(int hertz) {
        this.hertz = hertz;
    }

    /** The rate of a number of the wire, if it is one. */
    public static Optional<PcmRate> of(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }

    /** The rate of so many frames a second, if it is one. */
    public static Optional<PcmRate> ofHertz(int hertz) {
        for (PcmRate rate : BY_CODE) {
            if (rate.hertz == hertz) {
                return Optional.of(rate);
            }
        }
        return Optional.empty();
    }

    /** The number on the wire, 0 to 63. */
    public int code() {
        return ordinal();
    }

    /** Frames a second. */
    public int hertz() {
        return hertz;
    }
}
