// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioInlet;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** A card that records from a source at the rate of a clock. */
final class PacedInlet implements AudioInlet {
    private final String place;
    private final FrameSource source;
    private final Pace pace;
    private StreamParameters parameters;
    private long read;
    private boolean begun;
    private volatile long xruns;

    PacedInlet(String place, FrameSource source, PcmClock clock) {
        this.place = place;
        this.source = source;
        this.pace = new Pace(clock, 1);
    }

    @Override
    public String description() {
        return place;
    }

    @Override
    public PcmAbilities abilities() {
        return source.abilities();
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        source.open(wanted, memo);
        parameters = wanted;
        pace.use(wanted);
        read = 0;
        begun = false;
    }

    @Override
    public void start() {
        pace.set(read);
        begun = true;
    }

    @Override
    public int read(ByteBuffer room) throws AudioFault {
        int count = room.remaining() / parameters.frameBytes();
        if (pace.frames() - read > parameters.bufferFrames()) {
            xruns = xruns + 1;
            pace.set(read);
        }
        if (!pace.awaitFrames(read + count)) {
            return 0;
        }
        int bytes = count * parameters.frameBytes();
        room.limit(room.position() + bytes);
        source.fill(room);
        read += count;
        return bytes;
    }

    @Override
    public void stop() {
        begun = false;
    }

    @Override
    public void close() {
        if (parameters != null) {
            parameters = null;
            begun = false;
            source.close();
        }
    }

    @Override
    public void wake() {
        pace.wake();
    }

    @Override
    public long delayFrames() {
        return begun ? Math.max(0, pace.frames() - read) : 0;
    }

    @Override
    public long xruns() {
        return xruns;
    }

    @Override
    public byte[] memo() {
        return source.memo();
    }
}
