// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmFormat;
import java.nio.ByteBuffer;

/** Samples as numbers from -1 to 1, for what must know them: meters, volume, tones, mixing. Linear formats and floats alone. */
public final class Samples {
    private static final int BYTE = 8;
    private static final int MASK = 0xff;

    private Samples() {
    }

    /** Whether samples of this format can be read as numbers. */
    public static boolean isLinear(PcmFormat format) {
        return switch (format) {
            case IMA_ADPCM, MU_LAW, A_LAW, DSD_U8, DSD_U16, DSD_U32, IEC958_SUBFRAME -> false;
            default -> true;
        };
    }

    /** The sample of {@code format} that begins at {@code at}; what a float holds beyond -1 and 1 comes as it is. */
    public static double get(ByteBuffer bytes, int at, PcmFormat format) {
        if (format == PcmFormat.FLOAT) {
            return Float.intBitsToFloat((int) raw(bytes, at, Float.BYTES));
        }
        if (format == PcmFormat.FLOAT64) {
            return Double.longBitsToDouble(raw(bytes, at, Double.BYTES));
        }
        // the sign comes to the top bit, whatever lies above the significant ones
        long value = raw(bytes, at, format.physicalBits() / BYTE) << Long.SIZE - format.significantBits();
        return (format.isUnsigned() ? value ^ Long.MIN_VALUE : value) / -(double) Long.MIN_VALUE;
    }

    /** Writes a sample; what is beyond -1 and 1 becomes the nearest value that an integer format has. */
    public static void put(ByteBuffer bytes, int at, PcmFormat format, double value) {
        if (format == PcmFormat.FLOAT) {
            putRaw(bytes, at, Float.BYTES, Float.floatToRawIntBits((float) value));
            return;
        }
        if (format == PcmFormat.FLOAT64) {
            putRaw(bytes, at, Double.BYTES, Double.doubleToRawLongBits(value));
            return;
        }
        long full = 1L << format.significantBits() - 1;
        long number = Math.max(-full, Math.min(full - 1, Math.round(value * full)));
        putRaw(bytes, at, format.physicalBits() / BYTE, format.isUnsigned() ? number + full : number);
    }

    /** Fills what remains of {@code room} with silence, and moves its position to the end. */
    public static void silence(ByteBuffer room, PcmFormat format) {
        int bytes = Math.max(1, format.physicalBits() / BYTE);
        long silence = format.isUnsigned() ? 1L << format.significantBits() - 1 : other(format);
        int begin = room.position();
        for (int at = begin; at < room.limit(); at++) {
            room.put(at, (byte) (silence >> (at - begin) % bytes * BYTE));
        }
        room.position(room.limit());
    }

    /** ITU-T G.711 and DSD have their own silence. */
    private static long other(PcmFormat format) {
        return switch (format) {
            case MU_LAW -> 0xff;
            case A_LAW -> 0xd5;
            case DSD_U8, DSD_U16, DSD_U32 -> 0x69696969L;
            default -> 0;
        };
    }

    private static long raw(ByteBuffer bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << BYTE | bytes.get(at + i) & MASK;
        }
        return value;
    }

    private static void putRaw(ByteBuffer bytes, int at, int count, long value) {
        for (int i = 0; i < count; i++) {
            bytes.put(at + i, (byte) (value >> i * BYTE));
        }
    }
}
