// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import java.util.Arrays;

/**
 * What one agent has set of one sensor, and what it was told last. On the platform's thread.
 */
final class SensorState {
    /** Trip points of each sensor. */
    static final int TRIPS = 4;
    static final int OFF = 0;
    static final int POSITIVE = 1;
    static final int NEGATIVE = 2;
    static final int ENABLED = 1;
    static final int TIMESTAMPS = 1 << 1;

    /** Bit 0 enabled, bit 1 timestamps, 15:11 and 31:16 the interval; a sensor measures from the start. */
    int config = ENABLED | 1 << 16;

    final int[] tripControl = new int[TRIPS];
    final long[] tripValue = new long[TRIPS];
    long last;
    boolean seen;
    long nextUpdate;

    boolean isEnabled() {
        return (config & ENABLED) != 0;
    }

    boolean hasTimestamps() {
        return (config & TIMESTAMPS) != 0;
    }

    /** Nanoseconds between updates: seconds times ten to the exponent, at least a millisecond. */
    long interval() {
        long seconds = config >>> 16;
        int exponent = config << 16 >> 27;
        double nanos = seconds * Math.pow(10, exponent) * 1e9;
        return (long) Math.max(1e6, Math.min(nanos, 1e15));
    }

    void clear() {
        config = ENABLED | 1 << 16;
        Arrays.fill(tripControl, OFF);
        seen = false;
    }
}
