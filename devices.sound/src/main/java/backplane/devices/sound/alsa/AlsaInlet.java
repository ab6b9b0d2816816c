// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.alsa;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioInlet;
import java.nio.ByteBuffer;

/** Records. */
final class AlsaInlet extends AlsaPcm implements AudioInlet {
    AlsaInlet(Asound library, String place, String name) {
        super(library, place, name, Asound.CAPTURE);
    }

    @Override
    long startThreshold(Negotiation.Agreed card) {
        return 1;
    }

    @Override
    void begin() throws AudioFault {
        check("snd_pcm_start", library.snd_pcm_start(handle()));
    }

    @Override
    public int read(ByteBuffer room) throws AudioFault {
        int count = Math.min(room.remaining() / parameters().frameBytes(), parameters().periodFrames());
        int done = transfer(count) * parameters().frameBytes();
        room.put(room.position(), frames.bytes(), 0, done);
        room.position(room.position() + done);
        return done;
    }

    @Override
    long move(long handle, long address, long count) {
        return library.snd_pcm_readi(handle, address, count);
    }
}
