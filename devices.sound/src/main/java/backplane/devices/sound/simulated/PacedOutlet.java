// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** A card that plays into a sink, at the rate of a clock or a multiple of it. */
final class PacedOutlet implements AudioOutlet {
    private final String place;
    private final FrameSink sink;
    private final Pace pace;
    private StreamParameters parameters;
    private long written;
    private boolean begun;
    private boolean draining;
    private long keptDelay;
    private volatile long xruns;

    /** @param speed how many seconds of sound are played in a second */
    PacedOutlet(String place, FrameSink sink, int speed, PcmClock clock) {
        this.place = place;
        this.sink = sink;
        this.pace = new Pace(clock, speed);
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
        if (!room(count)) {
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
        } else if (draining || pace.frames() > written + parameters.periodFrames() / 2) {
            // up to half a period is the computer's own lateness, which the clock makes up for
            if (!draining) {
                xruns = xruns + 1;
            }
            pace.set(Math.min(written, pace.frames()));
        }
        return pace.awaitFrames(written + count - parameters.bufferFrames());
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
        return begun ? Math.max(0, written - pace.frames()) : keptDelay;
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
