// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.resource.SensorUnit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sensor as its setting describes it.
 *
 * @param values thousandths, one for each axis of a simulated one
 * @param source of a real one, else empty
 */
record SensorPlan(String name, SensorUnit unit, List<Long> values, String source) {
    /** Values are thousandths, as hwmon has them. */
    static final int SCALE = -3;
    static final String ALLOWED = "a list of NAME=VALUE UNIT or NAME=VALUE|VALUE|VALUE UNIT (simulated), or "
            + "NAME=/PATH/OF/A/FILE UNIT; UNIT is one of "
            + Arrays.stream(SensorUnit.values()).map(SensorUnit::symbol).filter(symbol -> !symbol.isEmpty()).toList() + " or left out";

    private static final Pattern TEXT = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9._-]{0,62})=(?:(-?[0-9.]{1,18}(?:\\|-?[0-9.]{1,18})*)|(/[^ ]{1,255}))(?: ?([A-Za-z%/0-9]{1,8}))?");

    static SensorPlan parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        SensorUnit unit = SensorUnit.of(matcher.group(4) == null ? "" : matcher.group(4)).orElseThrow(IllegalArgumentException::new);
        if (matcher.group(3) != null) {
            return new SensorPlan(matcher.group(1), unit, List.of(0L), matcher.group(3));
        }
        List<Long> values = Arrays.stream(matcher.group(2).split("\\|")).map(SensorPlan::thousandths).toList();
        return new SensorPlan(matcher.group(1), unit, values, "");
    }

    /** @throws IllegalArgumentException if it is no number, or too large */
    static long thousandths(String text) {
        try {
            return new BigDecimal(text).movePointRight(-SCALE).longValueExact();
        } catch (ArithmeticException fine) {
            throw new IllegalArgumentException(text, fine);
        }
    }
}
