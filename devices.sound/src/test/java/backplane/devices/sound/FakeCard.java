// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.simulated.SimulatedCards;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A card that does what the test says: takes a portion for each permit, fails, hangs, is gone and back. */
final class FakeCard implements SoundCard, AudioOutlet, AudioInlet {
    final Semaphore portions = new Semaphore(0);
    final Semaphore hanging = new Semaphore(0);
    volatile AudioFault refuses;
    volatile boolean hangs;
    volatile long xruns;
    volatile int opened;
    volatile int closed;
    volatile int started;
    volatile int stopped;
    volatile int drained;
    volatile StreamParameters parameters;
    private volatile boolean woken;

    @Override
    public List<String> schemes() {
        return List.of("fake");
    }

    @Override
    public AudioOutlet outlet(String place, String stream) {
        return this;
    }

    @Override
    public AudioInlet inlet(String place, String stream) {
        return this;
    }

    @Override
    public List<MixerElement> elements(String place) {
        return List.of();
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public PcmAbilities abilities() {
        return new SimulatedCards().outlet("null", "").abilities();
    }

    private void refuse() throws AudioFault {
        if (refuses != null) {
            throw refuses;
        }
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        if (hangs) {
            hanging.acquireUninterruptibly();
        }
        refuse();
        parameters = wanted;
        opened++;
    }

    @Override
    public void start() throws AudioFault {
        refuse();
        started++;
    }

    @Override
    public int write(ByteBuffer frames) throws AudioFault {
        int bytes = frames.remaining();
        return take(bytes) ? move(frames, bytes) : 0;
    }

    @Override
    public int read(ByteBuffer room) throws AudioFault {
        int bytes = room.remaining();
        return take(bytes) ? move(room, bytes) : 0;
    }

    private static int move(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.limit());
        return bytes;
    }

    private boolean take(int bytes) throws AudioFault {
        refuse();
        try {
            while (!woken && bytes > 0) {
                if (portions.tryAcquire() || portions.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                    refuse();
                    return true;
                }
                refuse();
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        woken = false;
        return false;
    }

    @Override
    public void drain() {
        drained++;
    }

    @Override
    public void stop() {
        stopped++;
    }

    @Override
    public void close() {
        closed++;
    }

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public long delayFrames() {
        return 7;
    }

    @Override
    public long xruns() {
        return xruns;
    }
}
