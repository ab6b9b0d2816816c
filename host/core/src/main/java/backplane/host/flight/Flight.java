// SPDX-License-Identifier: Apache-2.0
package backplane.host.flight;

/** Tells Java's Flight Recorder. Any thread; costs next to nothing while nobody records. */
public final class Flight {
    private static final boolean THERE = isThere();

    private Flight() {
    }

    /** Something that goes on. */
    public interface Span {
        /** That was it. Once. */
        void end();
    }

    private static boolean isThere() {
        try {
            return jdk.jfr.FlightRecorder.isAvailable();
        } catch (LinkageError none) {
            return false;
        }
    }

    /** A front-end is connected. */
    public static Span session(String device) {
        // an event that begins before somebody records is never told, so it is made at the end
        long began = System.nanoTime();
        return () -> {
            if (THERE) {
                FlightEvents.SESSION.commit(device, (System.nanoTime() - began) / 1_000_000);
            }
        };
    }

    /**
     * A device was replaced, and the driver has its first answer of the new one.
     *
     * @param pauseMicros -1 if there was no answer before
     */
    public static void handover(String device, String to, long awayMicros, long pauseMicros) {
        if (THERE) {
            FlightEvents.HANDOVER.commit(device, to, awayMicros, pauseMicros);
        }
    }

    /** @param kind {@code device}, {@code ring} or {@code front-end}: whose it is */
    public static void fault(String device, String kind, String text) {
        if (THERE) {
            FlightEvents.FAULT.commit(device, kind, text);
        }
    }

    /** A request took longer than slow-ms. */
    public static void slow(String device, String queue, long nanos) {
        if (THERE) {
            FlightEvents.SLOW_REQUEST.commit(device, queue, nanos);
        }
    }
}
