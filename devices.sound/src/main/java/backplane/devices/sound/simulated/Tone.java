// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;

/** A sine, the same on all channels, at half of full scale. Across an upgrade its phase goes on. */
final class Tone implements FrameSource {
    /** Of full scale. */
    static final double AMPLITUDE = 0.5;
    private static final PcmAbilities ABILITIES = new PcmAbilities(
            Arrays.stream(PcmFormat.values()).filter(Samples::isLinear).collect(Collectors.toSet()), EnumSet.allOf(PcmRate.class), 1,
            Nothing.MOST_CHANNELS);

    private final double hertz;
    private StreamParameters parameters;
    private long frame;

    Tone(double hertz) {
        this.hertz = hertz;
    }

    @Override
    public PcmAbilities abilities() {
        return ABILITIES;
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) {
        parameters = wanted;
        frame = memo.length == Long.BYTES ? Math.max(0, ByteBuffer.wrap(memo).getLong()) : 0;
    }

    @Override
    public void fill(ByteBuffer room) {
        int bytes = parameters.format().physicalBits() / Byte.SIZE;
        while (room.remaining() >= parameters.frameBytes()) {
            // the turns since the beginning, and of those only the last, as a sine of a large number is inexact
            double turns = (double) frame / parameters.rate().hertz() * hertz;
            double sample = AMPLITUDE * Math.sin(2 * Math.PI * (turns - Math.floor(turns)));
            for (int channel = 0; channel < parameters.channels(); channel++) {
                Samples.put(room, room.position(), parameters.format(), sample);
                room.position(room.position() + bytes);
            }
            frame++;
        }
    }

    @Override
    public byte[] memo() {
        return ByteBuffer.allocate(Long.BYTES).putLong(frame).array();
    }

    @Override
    public void close() {
        parameters = null;
    }
}
