// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.simulated;

import backplane.devices.sound.StreamParameters;

/** How many frames a card's clock has seen since it was started. The stream's thread, but for {@link #wake()}. */
final class Pace {
    private static final long NANOS = 1_000_000_000L;
    /** Frames later than this are late however large the buffer is: the computer was asleep. */
    private static final long LONGEST_SLEEP = 10_000_000L;

    private final PcmClock clock;
    private final int speed;
    private int hertz = 1;
    private long origin;
    private volatile boolean woken;

    /** @param speed how many seconds of sound a second of the clock is */
    Pace(PcmClock clock, int speed) {
        this.clock = clock;
        this.speed = speed;
    }

    void use(StreamParameters parameters) {
        hertz = parameters.rate().hertz() * speed;
    }

    /** The clock has seen {@code frames} at this moment. */
    void set(long frames) {
        origin = clock.nanos() - nanosOf(frames);
    }

    /** Frames that have passed. */
    long frames() {
        long nanos = clock.nanos() - origin;
        return nanos / NANOS * hertz + nanos % NANOS * hertz / NANOS;
    }

    private long nanosOf(long frames) {
        return frames / hertz * NANOS + frames % hertz * NANOS / hertz;
    }

    void wake() {
        woken = true;
    }

    /**
     * Waits until {@code frames} have passed.
     *
     * @return false if it was woken before; the next wait is a new one
     */
    boolean awaitFrames(long frames) {
        while (frames() < frames) {
            if (woken) {
                woken = false;
                return false;
            }
            // one more, as a frame lasts no whole number of nanoseconds
            long left = origin + nanosOf(frames) + 1 - clock.nanos();
            clock.sleep(this, Math.max(1, Math.min(left, LONGEST_SLEEP)));
        }
        return true;
    }}
