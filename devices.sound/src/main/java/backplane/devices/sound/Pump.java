// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

/** Moves the frames of one stream between its ring and its path, a portion at a time. The stream's thread. */
abstract class Pump {
    static final long NANOS_A_MILLI = 1_000_000L;
    /** For how long a running stream may have nothing to move before its last message is answered; after twice that it is late. */
    private static final long GRACE = 100 * NANOS_A_MILLI;

    final StreamGauge gauge;
    private final Runnable moved;
    private StreamParameters parameters;
    private FrameRing ring;
    private long idleSince;
    private boolean idle;
    private boolean late;
    private volatile boolean graceOver;

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
        graceOver = false;
    }

    /** Whether nothing has moved for so long that the driver gets back all that it has sent, come what may. Any thread. */
    boolean isGraceOver() {
        return graceOver;
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

    final void notIdle() {
        if (idle) {
            begin();
        }
    }

    /** The driver has given nothing to do. Returns how long to rest. */
    final long noteIdle() {
        long now = System.nanoTime();
        long period = parameters.nanos(parameters.periodFrames());
        if (!idle) {
            idle = true;
            idleSince = now;
            return restOf(period);
        }
        long grace = Math.max(GRACE, 2 * period);
        if (!graceOver && now - idleSince > grace) {
            graceOver = true;
            tellMoved();
        } else if (!late && now - idleSince > 2 * grace) {
            late = true;
            gauge.driverLate();
            tellMoved();
        }
        return restOf(period);
    }

    private static long restOf(long period) {
        return Math.min(Math.max(period / 2, NANOS_A_MILLI), 10 * NANOS_A_MILLI);
    }

    /** Bytes of whole frames in {@code bytes}. */
    final int whole(int bytes) {
        return bytes - bytes % parameters.frameBytes();
    }
}
