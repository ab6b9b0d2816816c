// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import backplane.devices.sound.wire.PcmFormat;
import java.nio.ByteBuffer;

/**
 * The volume of one stream, done by us where no card does it, and its level meter. The stream's thread applies it; the console and the
 * device's thread set and read it.
 */
final class Loudness {
    /** Volume steps, half a decibel each; the lowest is silence. */
    static final int STEPS = 120;
    private static final double DECIBELS_A_STEP = 0.5;
    private static final double DECADE = 20;

    private volatile int step = STEPS;
    private volatile boolean muted;
    private volatile double gain = 1;
    private volatile double peak;
    private volatile Runnable listener = () -> { };
    private ByteBuffer scratch = ByteBuffer.allocateDirect(1);

    /** 0, silence, to {@link #STEPS}, as it is. Any thread. */
    int step() {
        return step;
    }

    boolean isMuted() {
        return muted;
    }

    /** Any thread; one at a time. */
    synchronized void set(int newStep, boolean mute) {
        step = Math.max(0, Math.min(STEPS, newStep));
        muted = mute;
        gain = mute || step == 0 ? 0 : Math.pow(10, (step - STEPS) * DECIBELS_A_STEP / DECADE);
    }

    /** As {@link #set}, but by somebody else than the driver, who is told. Any thread. */
    void turn(int newStep, boolean mute) {
        set(newStep, mute);
        listener.run();
    }

    /** Whom to tell of a {@link #turn}. Once. */
    void tell(Runnable whom) {
        listener = whom;
    }

    /** The loudest sample since this was asked last, from 0 to 1; more than 1 for floats that go beyond. Any thread. */
    double takePeak() {
        double loudest = peak;
        peak = 0;
        return loudest;
    }

    /** Makes ready for portions of so many bytes. The stream's thread. */
    void prepare(int bytes) {
        if (scratch.capacity() < bytes) {
            scratch = ByteBuffer.allocateDirect(bytes);
        }
    }

    /**
     * The frames as they shall sound: the same object if nothing is to be done. The stream's thread.
     *
     * @param frames at most what was prepared for; its position and limit stay
     */
    ByteBuffer apply(ByteBuffer frames, PcmFormat format) {
        double factor = gain;
        if (!Samples.isLinear(format)) {
            return frames;
        }
        int bytes = format.physicalBits() / Byte.SIZE;
        double loudest = 0;
        ByteBuffer out = factor == 1 ? frames : scratch.clear().limit(frames.remaining());
        for (int at = frames.position(), to = 0; at + bytes <= frames.limit(); at += bytes, to += bytes) {
            double sample = Samples.get(frames, at, format);
            loudest = Math.max(loudest, Math.abs(sample));
            if (factor != 1) {
                Samples.put(out, to, format, sample * factor);
            }
        }
        loudest *= factor;
        if (loudest > peak) {
            peak = loudest;
        }
        return out;
    }
}
