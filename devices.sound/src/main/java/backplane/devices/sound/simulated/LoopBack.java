// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/**
 * What is played into it can be recorded from it. Both ends must use the same format, rate and channels while both are open. What nobody
 * records is forgotten from its oldest frame on; where nothing is played there is silence. Any two threads.
 */
final class LoopBack {
    private static final int BUFFERS = 4;

    private final String place;
    private StreamParameters played;
    private StreamParameters recorded;
    private ByteBuffer ring = ByteBuffer.allocate(1);
    private long written;
    private long read;

    LoopBack(String place) {
        this.place = place;
    }

    FrameSink sink() {
        return new Sink();
    }

    FrameSource source() {
        return new Source();
    }

    private synchronized void check(StreamParameters one, StreamParameters other) throws AudioFault {
        if (other != null && (one.format() != other.format() || one.rate() != other.rate() || one.channels() != other.channels())) {
            throw new AudioFault(AudioFault.Reason.MISMATCH, place + " is open with " + other + "; asked for is " + one);
        }
    }

    private synchronized void make(StreamParameters parameters) {
        if (played == null && recorded == null) {
            ring = ByteBuffer.allocate(BUFFERS * parameters.bufferBytes());
            written = 0;
            read = 0;
        }
    }

    private synchronized void put(ByteBuffer frames) {
        // a player with larger periods than the one that made the ring: the newest frames count
        int excess = frames.remaining() - ring.capacity();
        if (excess > 0) {
            frames.position(frames.position() + excess);
        }
        while (frames.hasRemaining()) {
            ring.put((int) (written++ % ring.capacity()), frames.get());
        }
        read = Math.max(read, written - ring.capacity());
    }

    private synchronized void take(ByteBuffer room) {
        while (room.hasRemaining() && read < written) {
            room.put(ring.get((int) (read++ % ring.capacity())));
        }
    }

    private final class Sink implements FrameSink {
        @Override
        public PcmAbilities abilities() {
            return Nothing.ALL;
        }

        @Override
        public void open(StreamParameters parameters, byte[] memo) throws AudioFault {
            synchronized (LoopBack.this) {
                check(parameters, recorded);
                make(parameters);
                played = parameters;
            }
        }

        @Override
        public void accept(ByteBuffer frames) {
            put(frames);
        }

        @Override
        public byte[] memo() {
            return new byte[0];
        }

        @Override
        public void close() {
            synchronized (LoopBack.this) {
                played = null;
            }
        }
    }

    private final class Source implements FrameSource {
        private StreamParameters parameters;

        @Override
        public PcmAbilities abilities() {
            return Nothing.ALL;
        }

        @Override
        public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
            synchronized (LoopBack.this) {
                check(wanted, played);
                make(wanted);
                recorded = wanted;
                parameters = wanted;
            }
        }

        @Override
        public void fill(ByteBuffer room) {
            take(room);
            Samples.silence(room, parameters.format());
        }

        @Override
        public byte[] memo() {
            return new byte[0];
        }

        @Override
        public void close() {
            synchronized (LoopBack.this) {
                recorded = null;
            }
        }
    }
}
