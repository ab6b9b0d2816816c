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
import java.util.List;
import java.util.Map;

/**
 * A platform as its settings describe it. Two that are equal describe the same platform, and devices may share it.
 *
 * @param clocks  with the names of parents
 * @param groups  with the names of pins
 * @param functions with the names of groups
 */
record PlatformPlan(List<String> powers, Map<String, List<Integer>> performances, List<Named> clocks, List<SensorPlan> sensors,
        List<String> resets, List<Named> voltages, List<Named> powercaps, List<String> pins, List<Named> groups, List<Named> functions,
        boolean system) {
    /** Microseconds that a powercap averages over. */
    private static final int AVERAGE = 1000;

    /**
     * @param range of its values, or null
     * @param names that it names
     */
    record Named(String name, Range range, List<String> names) {
    }

    boolean isEmpty() {
        return powers.isEmpty() && performances.isEmpty() && clocks.isEmpty() && sensors.isEmpty() && resets.isEmpty() && voltages.isEmpty()
                && powercaps.isEmpty() && pins.isEmpty();
    }

    /** Simulated, at rest. @throws IllegalArgumentException naming what is not there */
    ResourceSet build(Sources sources) {
        return new ResourceSet(
                powers.stream().map(name -> new PowerDomain(name, voted(Arbitration.HIGHEST, 0))).toList(),
                performances.entrySet().stream().map(entry -> new PerformanceDomain(entry.getKey(), entry.getValue(),
                        new SimulatedValue(entry.getValue().get(entry.getValue().size() - 1)))).toList(),
                clocks.stream().map(this::clock).toList(),
                sensors.stream().map(plan -> sensor(plan, sources)).toList(),
                resets.stream().map(name -> new ResetDomain(name, voted(Arbitration.HIGHEST, 0))).toList(),
                voltages.stream().map(plan -> new VoltageDomain(plan.name(), plan.range(), voted(Arbitration.HIGHEST, plan.range().least()),
                        voted(Arbitration.HIGHEST, VoltageDomain.OFF))).toList(),
                powercaps.stream().map(this::powercap).toList(),
                bank(), system);
    }

    private static Voted voted(Arbitration rule, long idle) {
        Control value = new SimulatedValue(idle);
        return new Voted(value, rule, idle);
    }

    private Clock clock(Named plan) {
        List<Integer> parents = indexes(plan.names(), clocks.stream().map(Named::name).toList());
        return new Clock(plan.name(), plan.range(), voted(Arbitration.LATEST, plan.range().least()), voted(Arbitration.HIGHEST, 0), parents,
                voted(Arbitration.LATEST, parents.isEmpty() ? 0 : parents.get(0)));
    }

    private Powercap powercap(Named plan) {
        List<Integer> parents = indexes(plan.names(), powercaps.stream().map(Named::name).toList());
        return new Powercap(plan.name(), plan.range(), voted(Arbitration.LOWEST, plan.range().most()), new SimulatedValue(AVERAGE),
                new SimulatedValue(plan.range().least()), parents.isEmpty() ? -1 : parents.get(0));
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

    /** Opens what measures. */
    interface Sources {
        /** @throws IllegalArgumentException naming what is not there */
        Reading open(String source);
    }
}
