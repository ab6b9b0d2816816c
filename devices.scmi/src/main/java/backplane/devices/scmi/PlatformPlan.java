// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.resource.Range;
import java.util.List;
import java.util.Map;

/**
 * A platform as its settings describe it. Two that are equal describe the same platform, and devices may share it.
 *
 * @param clocks  with the names of parents
 * @param groups  with the names of pins
 * @param functions with the names of groups
 * @param transitions milliseconds that a change takes, by kind or kind/name of simulated resources
 * @param script  a file that tells what happens to the simulated resources, or empty
 */
record PlatformPlan(List<Named> powers, List<Named> performances, List<Named> clocks, List<SensorPlan> sensors,
        List<Named> resets, List<Named> voltages, List<Named> powercaps, List<String> pins, List<Named> groups, List<Named> functions,
        boolean system, Map<String, Integer> transitions, String script) {
    /**
     * @param range  of its values, or null
     * @param names  that it names
     * @param source what of the kernel's has the value, or empty
     */
    record Named(String name, Range range, List<String> names, String source) {
    }

    boolean isEmpty() {
        return powers.isEmpty() && performances.isEmpty() && clocks.isEmpty() && sensors.isEmpty() && resets.isEmpty() && voltages.isEmpty()
                && powercaps.isEmpty() && pins.isEmpty();
    }
}
