// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Set;

/**
 * The head of a RIFF/WAVE file. Formats are written as aplay writes them: S24 as 24 bits in four bytes, the high one meaningless.
 *
 * @param frameAt where the frames begin, bytes
 * @param bytes   of frames
 */
record WavHeader(PcmFormat format, PcmRate rate, int channels, long frameAt, long bytes) {
    /** What a file can hold. */
    static final Set<PcmFormat> FORMATS = Set.of(PcmFormat.U8, PcmFormat.S16, PcmFormat.S24_3, PcmFormat.S24, PcmFormat.S32,
            PcmFormat.FLOAT, PcmFormat.FLOAT64, PcmFormat.MU_LAW, PcmFormat.A_LAW);
    /** Bytes of the head that is written. */
    static final int SIZE = 44;
    /** Bytes of frames that the lengths of 32 bits leave room for. */
    static final long MOST_BYTES = 0xffff_ffffL - SIZE;
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int TAG_PCM = 1;
    private static final int TAG_FLOAT = 3;
    private static final int TAG_A_LAW = 6;
    private static final int TAG_MU_LAW = 7;
    private static final int TAG_EXTENSIBLE = 0xfffe;
    private static final int FMT_BYTES = 16;
    private static final int EXTENSIBLE_BYTES = 40;
    private static final int SUBFORMAT_AT = 24;
    private static final int MOST_CHUNKS = 1000;
    private static final long INT_MASK = 0xffff_ffffL;
    private static final int SHORT_MASK = 0xffff;

    /** The head of a file with so many bytes of frames. */
    static ByteBuffer encode(StreamParameters parameters, long bytes) {
        PcmFormat format = parameters.format();
        int tag = switch (format) {
            case FLOAT, FLOAT64 -> TAG_FLOAT;
            case A_LAW -> TAG_A_LAW;
            case MU_LAW -> TAG_MU_LAW;
            default -> TAG_PCM;
        };
        ByteBuffer head = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(RIFF).putInt((int) (SIZE - 8 + bytes)).putInt(WAVE);
        head.putInt(FMT).putInt(FMT_BYTES).putShort((short) tag).putShort((short) parameters.channels());
        head.putInt(parameters.rate().hertz()).putInt(parameters.rate().hertz() * parameters.frameBytes());
        head.putShort((short) parameters.frameBytes()).putShort((short) format.significantBits());
        return head.putInt(DATA).putInt((int) bytes).flip();
    }

    /**
     * Reads the head of a file, which may be anything.
     *
     * @throws IOException naming what is wrong
     */
    static WavHeader decode(FileChannel file) throws IOException {
        ByteBuffer head = read(file, 0, 12);
        if (head.getInt() != RIFF || head.getInt(8) != WAVE) {
            throw new IOException("is no RIFF/WAVE file");
        }
        WavHeader form = null;
        long at = 12;
        for (int i = 0; i < MOST_CHUNKS; i++) {
            ByteBuffer chunk = read(file, at, 8);
            int id = chunk.getInt();
            long length = chunk.getInt() & INT_MASK;
            if (id == FMT) {
                form = form(read(file, at + 8, (int) Math.min(length, EXTENSIBLE_BYTES)));
            } else if (id == DATA && form != null) {
                return new WavHeader(form.format, form.rate, form.channels, at + 8, Math.min(length, file.size() - at - 8));
            }
            at += 8 + length + (length & 1);
        }
        throw new IOException("has more than " + MOST_CHUNKS + " chunks");
    }

    private static WavHeader form(ByteBuffer fmt) throws IOException {
        if (fmt.remaining() < FMT_BYTES) {
            throw new IOException("has a 'fmt ' chunk of " + fmt.remaining() + " bytes");
        }
        int tag = fmt.getShort(0) & SHORT_MASK;
        if (tag == TAG_EXTENSIBLE && fmt.remaining() >= EXTENSIBLE_BYTES) {
            tag = fmt.getShort(SUBFORMAT_AT) & SHORT_MASK;
        }
        int channels = fmt.getShort(2) & SHORT_MASK;
        int hertz = fmt.getInt(4);
        int frame = fmt.getShort(12) & SHORT_MASK;
        int bits = fmt.getShort(14) & SHORT_MASK;
        PcmRate rate = PcmRate.ofHertz(hertz).orElseThrow(() -> new IOException("has " + hertz + " Hz, which virtio does not know"));
        if (channels < 1 || channels > Nothing.MOST_CHANNELS || frame % channels != 0) {
            throw new IOException("has " + channels + " channels in frames of " + frame + " bytes");
        }
        for (PcmFormat format : FORMATS) {
            boolean isTag = tag == switch (format) {
                case FLOAT, FLOAT64 -> TAG_FLOAT;
                case A_LAW -> TAG_A_LAW;
                case MU_LAW -> TAG_MU_LAW;
                default -> TAG_PCM;
            };
            if (isTag && bits == format.significantBits() && frame / channels * Byte.SIZE == format.physicalBits()) {
                return new WavHeader(format, rate, channels, 0, 0);
            }
        }
        throw new IOException("has samples of kind " + tag + ", " + bits + " bits in " + frame / channels + " bytes; read are "
                + List.copyOf(FORMATS));
    }

    private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("ends after " + file.size() + " bytes, within its head");
            }
        }
        return buffer.flip();
    }
}
