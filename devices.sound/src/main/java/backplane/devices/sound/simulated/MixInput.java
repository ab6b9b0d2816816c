// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.AudioFault;
import backplane.devices.sound.AudioOutlet;
import backplane.devices.sound.PcmAbilities;
import backplane.devices.sound.Samples;
import backplane.devices.sound.StreamParameters;
import java.nio.ByteBuffer;

/** One stream's way into a {@link MixBus}. The stream's thread puts in, the bus takes out. */
final class MixInput implements AudioOutlet {
    private static final long PATIENCE_MILLIS = 20;

    private final String place;
    private final MixBus bus;
    private final double gain;
    private StreamParameters parameters;
    private Limiter limiter;
    private double[] ring = new double[0];
    private long written;
    private long read;
    private boolean running;
    private boolean draining;
    private boolean woken;
    private volatile long xruns;

    /** @param gain what each sample is multiplied by */
    MixInput(String place, MixBus bus, double gain) {
        this.place = place;
        this.bus = bus;
        this.gain = gain;
    }

    @Override
    public String description() {
        return place;
    }

    @Override
    public PcmAbilities abilities() {
        return MixBus.ABILITIES;
    }

    @Override
    public void open(StreamParameters wanted, byte[] memo) throws AudioFault {
        synchronized (this) {
            parameters = wanted;
            limiter = new Limiter(gain, wanted.rate().hertz());
            ring = new double[Math.max(wanted.bufferFrames(), 2 * MixBus.PORTION) * MixBus.CHANNELS];
            written = 0;
            read = 0;
            running = false;
            draining = false;
        }
        bus.join(this);
    }

    @Override
    public synchronized void start() {
        running = true;
        draining = false;
    }

    @Override
    public synchronized int write(ByteBuffer frames) {
        int bytes = parameters.format().physicalBits() / Byte.SIZE;
        int frameBytes = parameters.frameBytes();
        int begin = frames.position();
        long end = System.nanoTime() + 3 * parameters.nanos(Math.max(parameters.periodFrames(), MixBus.PORTION));
        draining = false;
        while (frames.remaining() >= frameBytes) {
            if (ring.length - (written - read) >= MixBus.CHANNELS) {
                for (int channel = 0; channel < MixBus.CHANNELS; channel++) {
                    ring[(int) (written++ % ring.length)] = limiter.apply(Samples.get(frames, frames.position(), parameters.format()));
                    frames.position(frames.position() + bytes);
                }
            } else if (woken || System.nanoTime() - end >= 0) {
                break;
            } else {
                rest();
            }
        }
        woken = false;
        return frames.position() - begin;
    }

    private void rest() {
        try {
            wait(PATIENCE_MILLIS);
        } catch (InterruptedException early) {
            woken = true;
        }
    }

    /** Adds the next portion. The bus' thread. */
    synchronized void addTo(double[] sum) {
        if (!running) {
            return;
        }
        int count = (int) Math.min(sum.length, written - read);
        for (int i = 0; i < count; i++) {
            sum[i] += ring[(int) (read++ % ring.length)];
        }
        if (count < sum.length && count > 0 && !draining) {
            xruns = xruns + 1;
        }
        notifyAll();
    }

    @Override
    public synchronized void drain() {
        draining = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public void close() {
        bus.leave(this);
        synchronized (this) {
            running = false;
            written = read;
        }
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    @Override
    public synchronized long delayFrames() {
        return (written - read) / MixBus.CHANNELS + (running ? bus.delay() : 0);
    }

    @Override
    public long xruns() {
        return xruns;
    }
}
