// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import java.util.Arrays;

/**
 * The values that something can be set to: a list, or from one to another in steps. Immutable.
 *
 * @param values ascending, or lowest, highest and step if {@code stepped}
 */
public record Range(long[] values, boolean stepped) {
    public Range {
        values = values.clone();
        boolean sound = values.length > 0;
        if (stepped) {
            sound = values.length == 3 && values[0] <= values[1] && values[2] > 0;
        } else {
            Arrays.sort(values);
        }
        if (!sound) {
            throw new IllegalArgumentException(Arrays.toString(values));
        }
    }

    public boolean has(long value) {
        if (stepped) {
            return value >= values[0] && value <= values[1] && (value - values[0]) % values[2] == 0;
        }
        return Arrays.binarySearch(values, value) >= 0;
    }

    /** The nearest value that is not above, or not below if {@code up}; within the range. */
    public long round(long value, boolean up) {
        if (stepped) {
            long within = Math.max(values[0], Math.min(values[1], value));
            long below = within - (within - values[0]) % values[2];
            return up && below < within && below + values[2] <= values[1] ? below + values[2] : below;
        }
        int at = Arrays.binarySearch(values, value);
        int place = at >= 0 ? at : up ? Math.min(-at - 1, values.length - 1) : Math.max(-at - 2, 0);
        return values[place];
    }

    /** The value in the middle of two is rounded up. */
    public long nearest(long value) {
        long below = round(value, false);
        long above = round(value, true);
        return value - below < above - value ? below : above;
    }

    public int count() {
        return values.length;
    }

    public long value(int index) {
        return values[index];
    }

    public long least() {
        return values[0];
    }

    public long most() {
        return stepped ? values[1] : values[values.length - 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Range that && stepped == that.stepped && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return (stepped ? "stepped " : "") + Arrays.toString(values);
    }
}
