// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import java.util.Arrays;
import java.util.Optional;

/** What a sensor measures; linux/include/linux/scmi_protocol.h, enum scmi_sensor_class. */
public enum SensorUnit {
    UNSPECIFIED(1, ""),
    DEGREES_C(2, "C"),
    DEGREES_F(3, "F"),
    KELVIN(4, "K"),
    VOLTS(5, "V"),
    AMPERES(6, "A"),
    WATTS(7, "W"),
    JOULES(8, "J"),
    LUX(13, "lux"),
    METERS(31, "m"),
    RADIANS(36, "rad"),
    GAUSS(45, "G"),
    HERTZ(17, "Hz"),
    PERCENT(65, "%"),
    PASCAL(66, "Pa"),
    RADIANS_PER_SECOND(87, "rad/s"),
    METERS_PER_SECOND_SQUARED(89, "m/s2");

    private final int code;
    private final String symbol;

    SensorUnit(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    public int code() {
        return code;
    }

    public String symbol() {
        return symbol;
    }

    public static Optional<SensorUnit> of(String symbol) {
        return Arrays.stream(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
    }
}
