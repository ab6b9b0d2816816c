// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.PlatformPlan.Named;
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
import backplane.devices.scmi.simulated.Simulation;
import backplane.devices.scmi.sysfs.PatientHardware;
import backplane.kernel.KernelFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the resources that a plan describes: simulated ones, at rest, and those that are behind a file or a register. */
final class PlatformBuilder {
    /** Microseconds that a powercap averages over. */
    private static final int AVERAGE = 1000;
    private static final Range SWITCH = new Range(new long[] {0, 1}, false);

    private final PlatformPlan plan;
    private final Sources sources;
    private final Simulation simulation = new Simulation();

    /** Opens what measures and what is set. Each throws an {@link IllegalArgumentException} that names what is not there. */
    interface Sources {
        Reading reading(String source);

        /** @param range its values */
        Control control(String source, Range range, Use use);

        /** @return what switches the same thing on (1) and off (0); null if the source has no such thing */
        Control onOff(String source);
    }

    /** What a number is used for. */
    enum Use { SWITCH, LEVEL, RATE }

    PlatformBuilder(PlatformPlan plan, Sources sources) {
        this.plan = plan;
        this.sources = sources;
    }

    /** @throws IllegalArgumentException naming what is not there */
    ResourceSet build() {
        ResourceSet built = new ResourceSet(
                plan.powers().stream().map(one -> new PowerDomain(one.name(), toggle("power", one))).toList(),
                plan.performances().stream().map(this::performance).toList(),
                plan.clocks().stream().map(this::clock).toList(),
                plan.sensors().stream().map(this::sensor).toList(),
                plan.resets().stream().map(one -> new ResetDomain(one.name(), toggle("reset", one))).toList(),
                plan.voltages().stream().map(this::voltage).toList(),
                plan.powercaps().stream().map(this::powercap).toList(),
                bank(), plan.system(), simulation);
        plan.transitions().forEach((which, millis) -> simulation.slow(which, millis * 1_000_000L));
        return built;
    }

    private Voted simulated(String kind, String name, Arbitration rule, long idle) {
        return new Voted(simulation.add(kind, name, idle), rule, idle);
    }

    private Voted toggle(String kind, Named one) {
        return voted(kind, one, Use.SWITCH, Arbitration.HIGHEST, 0);
    }

    /** What the hardware has now is where it goes back to when nobody votes. */
    private Voted voted(String kind, Named one, Use use, Arbitration rule, long idle) {
        if (one.source().isEmpty()) {
            return simulated(kind, one.name(), rule, idle);
        }
        Control control = sources.control(one.source(), one.range() == null ? SWITCH : one.range(), use);
        return new Voted(new PatientHardware(one.source(), control), rule, now(control));
    }

    private static long now(Control control) {
        try {
            return control.get();
        } catch (KernelFault fault) {
            throw new IllegalArgumentException(fault.getMessage(), fault);
        }
    }

    /** Whether a clock runs or a supply is on: the hardware's where it has a switch of its own. */
    private Voted running(String kind, Named one, long on) {
        Control toggle = one.source().isEmpty() ? null : sources.onOff(one.source());
        return toggle == null ? simulated(kind, one.name(), Arbitration.HIGHEST, 0)
                : new Voted(new Scaled(new PatientHardware(one.source(), toggle), on), Arbitration.HIGHEST, 0);
    }

    /** On is a number of the protocol's. */
    private record Scaled(Control toggle, long on) implements Control {
        @Override
        public long get() throws KernelFault {
            return toggle.get() == 0 ? 0 : on;
        }

        @Override
        public void set(long value) throws KernelFault {
            toggle.set(value == 0 ? 0 : 1);
        }
    }

    private PerformanceDomain performance(Named one) {
        List<Integer> levels = Arrays.stream(one.range().values()).mapToObj(khz -> (int) khz).toList();
        Control control = one.source().isEmpty() ? simulation.add("perf", one.name(), one.range().most())
                : new PatientHardware(one.source(), sources.control(one.source(), one.range(), Use.LEVEL));
        return new PerformanceDomain(one.name(), levels, control);
    }

    private Clock clock(Named one) {
        List<Integer> parents = indexes(one.names(), plan.clocks().stream().map(Named::name).toList());
        return new Clock(one.name(), one.range(), voted("clock", one, Use.RATE, Arbitration.LATEST, one.range().least()),
                running("clock", one, 1), parents,
                simulated("clock", one.name(), Arbitration.LATEST, parents.isEmpty() ? 0 : parents.get(0)));
    }

    private VoltageDomain voltage(Named one) {
        return new VoltageDomain(one.name(), one.range(), voted("voltage", one, Use.LEVEL, Arbitration.HIGHEST, one.range().least()),
                running("voltage", one, VoltageDomain.ON));
    }

    private Powercap powercap(Named one) {
        List<Integer> parents = indexes(one.names(), plan.powercaps().stream().map(Named::name).toList());
        return new Powercap(one.name(), one.range(), voted("powercap", one, Use.LEVEL, Arbitration.LOWEST, one.range().most()),
                simulation.add("powercap", one.name(), AVERAGE), simulation.add("powercap", one.name(), one.range().least()),
                parents.isEmpty() ? -1 : parents.get(0));
    }

    private Sensor sensor(SensorPlan one) {
        List<Reading> axes = new ArrayList<>();
        if (one.source().isEmpty()) {
            one.values().forEach(value -> axes.add(simulation.add("sensor", one.name(), value)));
        } else {
            axes.add(new PatientHardware(one.source(), sources.reading(one.source())));
        }
        return new Sensor(one.name(), one.unit(), SensorPlan.SCALE, axes);
    }

    private PinBank bank() {
        List<String> groupNames = plan.groups().stream().map(Named::name).toList();
        return new PinBank(plan.pins(),
                plan.groups().stream().map(group -> new PinBank.Group(group.name(), indexes(group.names(), plan.pins()))).toList(),
                plan.functions().stream().map(function -> new PinBank.Function(function.name(), indexes(function.names(), groupNames)))
                        .toList());
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
}
