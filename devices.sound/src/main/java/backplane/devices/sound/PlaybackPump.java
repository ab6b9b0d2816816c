// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.nio.ByteBuffer;

/** From the ring to an outlet. */
final class PlaybackPump extends Pump {
    private final AudioOutlet outlet;
    private final Loudness loudness;

    PlaybackPump(AudioOutlet outlet, Loudness loudness, StreamGauge gauge, Runnable moved) {
        super(gauge, moved);
        this.outlet = outlet;
        this.loudness = loudness;
    }

    @Override
    void use(StreamParameters wanted, FrameRing through) {
        super.use(wanted, through);
        loudness.prepare(wanted.periodBytes());
    }

    @Override
    AudioPath path() {
        return outlet;
    }

    @Override
    long move() throws AudioFault {
        int most = whole(Math.min(ring().fill(), parameters().periodBytes()));
        if (most == 0) {
            return noteIdle();
        }
        notIdle();
        ByteBuffer frames = ring().readable(most);
        int written = outlet.write(loudness.apply(frames, parameters().format()));
        ring().consumed(written);
        gauge.moved(written / parameters().frameBytes(), outlet.delayFrames());
        gauge.sees(outlet.xruns());
        tellMoved();
        return 0;
    }

    @Override
    void skipPeriod() {
        ring().consumed(ring().readable(parameters().periodBytes()).remaining());
        tellMoved();
    }
}
