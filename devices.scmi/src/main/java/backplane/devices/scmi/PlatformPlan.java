// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.resource.Arbitration;
import backplane.devices.scmi.resource.Clock;
import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.PerformanceDomain;
import backplane.devices.scmi.resource.PinBank;
import backplane.devices.scmi.resource.PowerDomain;
import backplane.devices.scmi.resource.Powercap;
import backplane.devices.scmi.resource.Range;
import backplane.devices.scmi.resource.Reading;
import backplane.devices.scmi.resource.ResetDomain;
import backplane.devices.scmi.resource.ResourceSet;
import backplane.devices.scmi.resource.Sensor;
import backplane.devices.scmi.resource.VoltageDomain;
import backplane.devices.scmi.resource.Voted;
import backplane.devices.scmi.simulated.SimulatedValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A platform as its settings describe it. Two that are equal describe the same platform, and devices may share it.
 *
 * @param clocks  with the names of parents
 * @param groups  with the names of pins
 * @param functions with the names of groups
 */
record PlatformPlan(List<Named> powers, List<Named> performances, List<Named> clocks, List<SensorPlan> sensors,
        List<Named> resets, List<Named> voltages, List<Named> powercaps, List<String> pins, List<Named> groups, List<Named> functions,
        boolean system) {
    /** Microseconds that a powercap averages over. */
    private static final int AVERAGE = 1000;

    /**
     * @param range  of its values, or null
     * @param names  that it names
     * @param source the file of the kernel that has the value, or empty
     */
    record Named(String name, Range range, List<String> names, String source) {
    }

    boolean isEmpty() {
        return powers.isEmpty() && performances.isEmpty() && clocks.isEmpty() && sensors.isEmpty() && resets.isEmpty() && voltages.isEmpty()
                && powercaps.isEmpty() && pins.isEmpty();
    }

    /** Simulated, at rest. @throws IllegalArgumentException naming what is not there */
    ResourceSet build(Sources sources) {
        return new ResourceSet(
                powers.stream().map(plan -> new PowerDomain(plan.name(), voted(plan, sources, Arbitration.HIGHEST, 0))).toList(),
                performances.stream().map(plan -> performance(plan, sources)).toList(),
                clocks.stream().map(plan -> clock(plan, sources)).toList(),
                sensors.stream().map(plan -> sensor(plan, sources)).toList(),
                resets.stream().map(plan -> new ResetDomain(plan.name(), voted(plan, sources, Arbitration.HIGHEST, 0))).toList(),
                voltages.stream().map(plan -> new VoltageDomain(plan.name(), plan.range(),
                        voted(plan, sources, Arbitration.HIGHEST, plan.range().least()), voted(Arbitration.HIGHEST, VoltageDomain.OFF)))
                        .toList(),
                powercaps.stream().map(plan -> powercap(plan, sources)).toList(),
                bank(), system);
    }

    private static Voted voted(Arbitration rule, long idle) {
        return new Voted(new SimulatedValue(idle), rule, idle);
    }

    /** What the hardware has now is where it goes back to when nobody votes. */
    private static Voted voted(Named plan, Sources sources, Arbitration rule, long idle) {
        if (plan.source().isEmpty()) {
            return voted(rule, idle);
        }
        return new Voted(sources.control(plan.source()), rule, sources.now(plan.source()));
    }

    private static PerformanceDomain performance(Named plan, Sources sources) {
        List<Integer> levels = Arrays.stream(plan.range().values()).mapToObj(khz -> (int) khz).toList();
        Control control = plan.source().isEmpty() ? new SimulatedValue(plan.range().most()) : sources.control(plan.source());
        return new PerformanceDomain(plan.name(), levels, control);
    }

    private Clock clock(Named plan, Sources sources) {
        List<Integer> parents = indexes(plan.names(), clocks.stream().map(Named::name).toList());
        return new Clock(plan.name(), plan.range(), voted(plan, sources, Arbitration.LATEST, plan.range().least()),
                voted(Arbitration.HIGHEST, 0), parents, voted(Arbitration.LATEST, parents.isEmpty() ? 0 : parents.get(0)));
    }

    private Powercap powercap(Named plan, Sources sources) {
        List<Integer> parents = indexes(plan.names(), powercaps.stream().map(Named::name).toList());
        return new Powercap(plan.name(), plan.range(), voted(plan, sources, Arbitration.LOWEST, plan.range().most()),
                new SimulatedValue(AVERAGE), new SimulatedValue(plan.range().least()), parents.isEmpty() ? -1 : parents.get(0));
    }

    private static Sensor sensor(SensorPlan plan, Sources sources) {
        List<Reading> axes = new ArrayList<>();
        if (plan.source().isEmpty()) {
            plan.values().forEach(value -> axes.add(new SimulatedValue(value)));
        } else {
            axes.add(sources.open(plan.source()));
        }
        return new Sensor(plan.name(), plan.unit(), SensorPlan.SCALE, axes);
    }

    private PinBank bank() {
        List<String> groupNames = groups.stream().map(Named::name).toList();
        return new PinBank(pins,
                groups.stream().map(group -> new PinBank.Group(group.name(), indexes(group.names(), pins))).toList(),
                functions.stream().map(function -> new PinBank.Function(function.name(), indexes(function.names(), groupNames))).toList());
    }

    private static List<Integer> indexes(List<String> names, List<String> all) {
        return names.stream().map(name -> {
            int index = all.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException("there is no '" + name + "' among " + all);
            }
            return index;
        }).toList();
    }

    /** Opens what measures and what is set. Each throws an {@link IllegalArgumentException} that names what is not there. */
    interface Sources {
        Reading open(String source);

        Control control(String source);

        /** The value that it has now. */
        long now(String source);
    }
}
