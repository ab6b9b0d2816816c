// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import java.util.List;

/**
 * A sensor.
 *
 * @param unit  what it measures
 * @param scale power of ten of the values, -16 to 15: -3 for thousandths
 * @param axes  one reading for each axis, 1 to 63; one alone is a sensor without axes
 */
public record Sensor(String name, SensorUnit unit, int scale, List<Reading> axes) {
    /** A number of bits 21:16 of a descriptor, less than all ones. */
    public static final int MOST_AXES = 63;

    public Sensor {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || axes.size() > MOST_AXES || scale < -16 || scale > 15) {
            throw new IllegalArgumentException(name);
        }
    }

    public boolean hasAxes() {
        return axes.size() > 1;
    }
}
