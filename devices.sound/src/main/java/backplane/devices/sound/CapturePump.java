// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.nio.ByteBuffer;

/** From an inlet to the ring. */
final class CapturePump extends Pump {
    private final AudioInlet inlet;
    private final Loudness loudness;
    private ByteBuffer nowhere = ByteBuffer.allocateDirect(1);

    CapturePump(AudioInlet inlet, Loudness loudness, StreamGauge gauge, Runnable moved) {
        super(gauge, moved);
        this.inlet = inlet;
        this.loudness = loudness;
    }

    @Override
    void use(StreamParameters wanted, FrameRing through) {
        super.use(wanted, through);
        loudness.prepare(wanted.periodBytes());
        if (nowhere.capacity() < wanted.periodBytes()) {
            nowhere = ByteBuffer.allocateDirect(wanted.periodBytes());
        }
    }

    @Override
    AudioPath path() {
        return inlet;
    }

    @Override
    long move() throws AudioFault {
        ByteBuffer room = ring().writable(parameters().periodBytes());
        boolean lost = room.remaining() < parameters().frameBytes();
        if (lost) {
            // the clock of the card does not wait for the driver: what it says now is lost, as on any card
            noteIdle();
            room = nowhere.clear().limit(parameters().periodBytes());
        } else {
            notIdle();
        }
        int begin = room.position();
        int count = inlet.read(room);
        if (!lost && count > 0) {
            ByteBuffer recorded = room.limit(begin + count).position(begin);
            ByteBuffer sounding = loudness.apply(recorded, parameters().format());
            if (sounding != recorded) {
                recorded.put(sounding);
            }
            ring().produced(count);
        }
        gauge.moved(count / parameters().frameBytes(), inlet.delayFrames());
        gauge.sees(inlet.xruns());
        tellMoved();
        return 0;
    }

    @Override
    void skipPeriod() {
        ByteBuffer room = ring().writable(parameters().periodBytes());
        int count = room.remaining();
        Samples.silence(room, parameters().format());
        ring().produced(count);
        tellMoved();
    }
}
