// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.wire;

import java.util.Optional;

/**
 * Sample formats. VIRTIO 1.4, "PCM sample formats"; linux/virtio_snd.h, VIRTIO_SND_PCM_FMT_*. The ordinal is the number in a request and
 * the bit in {@code virtio_snd_pcm_info}. What is larger than a byte is little-endian.
 */
public enum PcmFormat {
    IMA_ADPCM(4, 4),
    MU_LAW(8, 8),
    A_LAW(8, 8),
    S8(8, 8),
    U8(8, 8),
    S16(16, 16),
    U16(16, 16),
    S18_3(18, 24),
    U18_3(18, 24),
    S20_3(20, 24),
    U20_3(20, 24),
    S24_3(24, 24),
    U24_3(24, 24),
    S20(20, 32),
    U20(20, 32),
    S24(24, 32),
    U24(24, 32),
    S32(32, 32),
    U32(32, 32),
    FLOAT(32, 32),
    FLOAT64(64, 64),
    DSD_U8(8, 8),
    DSD_U16(16, 16),
    DSD_U32(32, 32),
    IEC958_SUBFRAME(32, 32);

    private static final PcmFormat[] BY_CODE = values();

    private final int significantBits;
    private final int physicalBits;

    PcmFormat(int significantBits, int physicalBits) {
        this.significantBits = significantBits;
        this.physicalBits = physicalBits;
    }

    /** The format of a number of the wire, if it is one. */
    public static Optional<PcmFormat> of(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }

    /** The number on the wire, 0 to 63. */
    public int code() {
        return ordinal();
    }

    /** Bits of a sample that carry sound, the low ones of {@link #physicalBits()}. */
    public int significantBits() {
        return significantBits;
    }

    /** Bits that a sample takes in memory, 4 to 64. */
    public int physicalBits() {
        return physicalBits;
    }

    /** Whether silence is the middle of the range, not 0. */
    public boolean isUnsigned() {
        return switch (this) {
            case U8, U16, U18_3, U20_3, U24_3, U20, U24, U32 -> true;
            default -> false;
        };
    }

    public boolean isFloat() {
        return this == FLOAT || this == FLOAT64;
    }
}
