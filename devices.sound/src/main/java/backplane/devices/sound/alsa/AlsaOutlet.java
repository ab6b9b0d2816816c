// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Plays. */
final class AlsaOutlet extends AlsaPcm implements AudioOutlet {
    AlsaOutlet(Asound library, String place, String name) {
        super(library, place, name, Asound.PLAYBACK);
    }

    /** Two periods, so that the second is not late when the driver has filled but one. */
    @Override
    long startThreshold(Negotiation.Agreed card) {
        return Math.max(1, Math.min(2 * card.periodFrames(), card.bufferFrames()));
    }

    @Override
    void begin() {
        // by itself, when frames have come
    }

    @Override
    public int write(ByteBuffer buffer) throws AudioFault {
        int count = Math.min(buffer.remaining() / parameters().frameBytes(), parameters().periodFrames());
        frames.bytes().put(0, buffer, buffer.position(), count * parameters().frameBytes());
        int done = transfer(count) * parameters().frameBytes();
        buffer.position(buffer.position() + done);
        return done;
    }

    /** A card whose buffer is larger than what was asked for is not filled: the driver would lose count of where it is. */
    @Override
    long move(long handle, long address, long count) {
        long spare = cardFrames() - parameters().bufferFrames();
        if (spare <= 0) {
            return library.snd_pcm_writei(handle, address, count);
        }
        long room = library.snd_pcm_avail_update(handle);
        if (room < 0) {
            return room;
        }
        long most = Math.min(count, room - spare);
        if (most <= 0) {
            LockSupport.parkNanos(this, NANOS_A_MILLI);
            return 0;
        }
        return library.snd_pcm_writei(handle, address, most);
    }

    @Override
    public void drain() throws AudioFault {
        // EAGAIN: it has begun, as is meant for a PCM that does not block
        int answer = library.snd_pcm_drain(handle());
        if (!AlsaError.EAGAIN.is(answer) && !AlsaError.EPIPE.is(answer)) {
            check("snd_pcm_drain", answer);
        }
    }
}
