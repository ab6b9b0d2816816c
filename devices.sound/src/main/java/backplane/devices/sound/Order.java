// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that the device's thread has the stream's thread do. Done once; then {@link #fault()} and {@link #memo()} stand. */
final class Order {
    /** What to do. */
    enum Kind {
        /** Open the path, or go on with the one that is open with the same parameters. */
        OPEN,
        /** Frames flow. */
        START,
        /** No more frames flow. */
        STOP,
        /** Play out what the driver has seen completed, then close. */
        RELEASE,
        /** Close at once. */
        CLOSE,
        /** Stop, keep the path's memo, close. */
        SUSPEND
    }

    private final Kind kind;
    private final StreamParameters parameters;
    private final FrameRing ring;
    private final byte[] memo;
    private final CountDownLatch over = new CountDownLatch(1);
    private AudioFault fault;
    private byte[] memoLeft = {};

    /**
     * @param parameters of an OPEN; null else
     * @param ring       of an OPEN; null else
     * @param memo       of an OPEN; empty else
     */
    Order(Kind kind, StreamParameters parameters, FrameRing ring, byte[] memo) {
        this.kind = kind;
        this.parameters = parameters;
        this.ring = ring;
        this.memo = memo;
    }

    Order(Kind kind) {
        this(kind, null, null, new byte[0]);
    }

    Kind kind() {
        return kind;
    }

    StreamParameters parameters() {
        return parameters;
    }

    FrameRing ring() {
        return ring;
    }

    byte[] memo() {
        return memo;
    }

    /** The stream's thread, once. @param wrong null if it went well */
    void isDone(AudioFault wrong, byte[] left) {
        fault = wrong;
        memoLeft = left;
        over.countDown();
    }

    /** Waits. Returns whether it is over. */
    boolean await(long nanos) {
        boolean interrupted = false;
        try {
            return over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException early) {
            interrupted = true;
            return over.getCount() == 0;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** What went wrong, or null. Once it is over. */
    AudioFault fault() {
        return fault;
    }

    /** Of a SUSPEND. Once it is over. */
    byte[] memoLeft() {
        return memoLeft;
    }
}
