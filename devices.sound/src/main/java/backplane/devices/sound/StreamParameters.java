// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;

/**
 * How the frames of a stream look and in what portions they come. A frame is one sample of each channel, interleaved.
 *
 * @param channels    1 to 255
 * @param periodBytes a portion, 1 or more; a whole number of frames
 * @param bufferBytes all that may wait, one or more whole periods
 */
public record StreamParameters(PcmFormat format, PcmRate rate, int channels, int periodBytes, int bufferBytes) {
    private static final int BITS = 8;
    private static final long NANOS = 1_000_000_000L;

    public StreamParameters {
        int frameBits = format.physicalBits() * channels;
        if (channels < 1 || channels > 255 || frameBits % BITS != 0) {
            throw new IllegalArgumentException(channels + " channels of " + format + " make up no whole bytes");
        }
        if (periodBytes < 1 || bufferBytes < periodBytes || bufferBytes % periodBytes != 0 || periodBytes % (frameBits / BITS) != 0) {
            throw new IllegalArgumentException("a buffer of " + bufferBytes + " bytes in periods of " + periodBytes + " bytes, frames of "
                    + frameBits / BITS);
        }
    }

    /** Bytes of a frame, 1 to 2040. */
    public int frameBytes() {
        return format.physicalBits() * channels / BITS;
    }

    /** Frames of a period, 1 or more. */
    public int periodFrames() {
        return periodBytes / frameBytes();
    }

    /** Frames of the buffer, 1 or more. */
    public int bufferFrames() {
        return bufferBytes / frameBytes();
    }

    /** How long so many frames sound, nanoseconds. */
    public long nanos(long frames) {
        return frames / rate.hertz() * NANOS + frames % rate.hertz() * NANOS / rate.hertz();
    }

    @Override
    public String toString() {
        return format + " " + rate.hertz() + " Hz " + channels + " ch, period " + periodFrames() + " of " + bufferFrames() + " frames";
    }
}
