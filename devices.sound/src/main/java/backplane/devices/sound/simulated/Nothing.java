// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.nio.ByteBuffer;
import java.util.EnumSet;

/** Takes everything and keeps nothing, and gives silence. */
final class Nothing implements FrameSink, FrameSource {
    static final int MOST_CHANNELS = 32;
    static final PcmAbilities ALL = new PcmAbilities(EnumSet.complementOf(EnumSet.of(PcmFormat.IMA_ADPCM, PcmFormat.IEC958_SUBFRAME)),
            EnumSet.allOf(PcmRate.class), 1, MOST_CHANNELS);

    private PcmFormat format;

    @Override
    public PcmAbilities abilities() {
        return ALL;
    }

    @Override
    public void open(StreamParameters parameters, byte[] memo) {
        format = parameters.format();
    }

    @Override
    public void accept(ByteBuffer frames) {
        frames.position(frames.limit());
    }

    @Override
    public void fill(ByteBuffer room) {
        Samples.silence(room, format);
    }

    @Override
    public byte[] memo() {
        return new byte[0];
    }

    @Override
    public void close() {
        // nothing is open
    }
}
