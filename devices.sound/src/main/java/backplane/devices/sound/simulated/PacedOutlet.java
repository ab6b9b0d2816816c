// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** A card that plays into a sink: at the rate of a clock, or as fast as frames come. */
final class PacedOutlet implements AudioOutlet {
    private final String place;
    private final FrameSink sink;
    private final boolean paced;
    private final Pace pace;
    private StreamParameters parameters;
    private long written;
    private boolean begun;
    private boolean draining;
    private long keptDelay;
    private volatile long xruns;

    PacedOutlet(String place, FrameSink sink, boolean paced, PcmClock clock) {
        this.place = place;
        this.sink = sink;
        this.paced = paced;
        this.pace = new Pace(clock);
    }

    @Override
    public String description() {
        return place;
    }

    @Override
    public PcmAbilities abilities() {
        return sink.abilities();
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        sink.open(wanted, memo);
        parameters = wanted;
        pace.use(wanted);
        written = 0;
        keptDelay = 0;
        begun = false;
        draining = false;
    }

    @Override
    public void start() {
        begun = false;
        draining = false;
    }

    @Override
    public int write(ByteBuffer frames) throws AudioFault {
        int count = frames.remaining() / parameters.frameBytes();
        if (paced && !room(count)) {
            return 0;
        }
        draining = false;
        int bytes = frames.remaining();
        sink.accept(frames);
        written += count;
        return bytes;
    }

    /** Waits until the buffer has room. Returns false if woken before. */
    private boolean room(int count) {
        if (!begun) {
            // as a card with a start threshold: the first frame starts the clock
            begun = true;
            written = keptDelay;
            keptDelay = 0;
            pace.set(0);
        } else if (pace.frames() > written) {
            if (!draining) {
                xruns = xruns + 1;
            }
            pace.set(written);
        }
        return pace.awaitFrames(written + count - Math.max(parameters.bufferFrames(), 2 * parameters.periodFrames()));
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void stop() {
        keptDelay = delayFrames();
        begun = false;
    }

    @Override
    public void close() {
        if (parameters != null) {
            parameters = null;
            begun = false;
            keptDelay = 0;
            sink.close();
        }
    }

    @Override
    public void wake() {
        pace.wake();
    }

    @Override
    public long delayFrames() {
        return begun && paced ? Math.max(0, written - pace.frames()) : keptDelay;
    }

    @Override
    public long xruns() {
        return xruns;
    }

    @Override
    public byte[] memo() {
        try {
            return sink.memo();
        } catch (AudioFault gone) {
            return new byte[0];
        }
    }
}
