// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/** Moves the frames of one stream between its ring and its path, a portion at a time. The stream's thread. */
abstract class Pump {
    static final long NANOS_A_MILLI = 1_000_000L;
    /** For how long a running stream may have nothing to move before that counts as late: longer than a driver needs to stop it. */
    private static final long LEAST_LATENESS = 40 * NANOS_A_MILLI;

    final StreamGauge gauge;
    private final Runnable moved;
    private StreamParameters parameters;
    private FrameRing ring;
    private long idleSince;
    private boolean idle;
    private boolean late;

    /** @param moved called after each portion */
    Pump(StreamGauge gauge, Runnable moved) {
        this.gauge = gauge;
        this.moved = moved;
    }

    /** From here on frames of {@code wanted} go through {@code through}. */
    void use(StreamParameters wanted, FrameRing through) {
        parameters = wanted;
        ring = through;
        begin();
    }

    /** Frames are about to flow: what was late before no longer counts. */
    void begin() {
        idle = false;
        late = false;
    }

    StreamParameters parameters() {
        return parameters;
    }

    FrameRing ring() {
        return ring;
    }

    abstract AudioPath path();

    /**
     * Moves at most one period. May block as long as the path.
     *
     * @return how long to rest before the next one, nanoseconds; 0 for not at all
     */
    abstract long move() throws AudioFault;

    /** What a period's time does to the ring while the card is lost: frames go by all the same. */
    abstract void skipPeriod();

    final void tellMoved() {
        moved.run();
    }

    final void notLate() {
        begin();
    }

    /** The driver has given nothing to do. Returns how long to rest. */
    final long noteIdle() {
        long now = System.nanoTime();
        long period = parameters.nanos(parameters.periodFrames());
        if (!idle) {
            idle = true;
            idleSince = now;
        } else if (!late && now - idleSince > Math.max(LEAST_LATENESS, 2 * period)) {
            late = true;
            gauge.driverLate();
            tellMoved();
        }
        return Math.min(Math.max(period / 2, NANOS_A_MILLI), 10 * NANOS_A_MILLI);
    }

    /** Bytes of whole frames in {@code bytes}. */
    final int whole(int bytes) {
        return bytes - bytes % parameters.frameBytes();
    }
}
