// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.protocol.SavedAgent;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.devices.scmi.resource.Clock;
import backplane.devices.scmi.resource.PerformanceDomain;
import backplane.devices.scmi.resource.PowerDomain;
import backplane.devices.scmi.resource.Powercap;
import backplane.devices.scmi.resource.ResetDomain;
import backplane.devices.scmi.resource.ResourceSet;
import backplane.devices.scmi.resource.Sensor;
import backplane.devices.scmi.resource.VoltageDomain;
import backplane.devices.scmi.simulated.SimulatedValue;
import backplane.kernel.KernelFault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/** What an operator sees of a device's platform, and may change of its simulated part. Any thread. */
public final class PlatformView {
    private final SharedPlatform platform;
    private final ScmiAgent agent;

    PlatformView(SharedPlatform platform, ScmiAgent agent) {
        this.platform = platform;
        this.agent = agent;
    }

    /** A line for each resource: kind, name, value, who voted for what. */
    public List<String> lines() throws ExecutionException {
        return platform.call(this::describe);
    }

    private List<String> describe() throws KernelFault {
        List<String> lines = new ArrayList<>();
        ResourceSet all = platform.resources();
        for (PowerDomain domain : all.powers()) {
            lines.add("power " + domain.name() + " " + (domain.state().get() == PowerDomain.ON ? "on" : "off")
                    + votes(domain.state().votes()));
        }
        for (PerformanceDomain domain : all.performances()) {
            lines.add("perf " + domain.name() + " " + domain.get() + " kHz" + votes(domain.wishes()));
        }
        for (Clock clock : all.clocks()) {
            lines.add("clock " + clock.name() + " " + clock.rate().get() + " Hz " + (clock.enabled().get() == 1 ? "on" : "off")
                    + votes(clock.enabled().votes()));
        }
        for (Sensor sensor : all.sensors()) {
            StringBuilder values = new StringBuilder();
            for (var axis : sensor.axes()) {
                values.append(' ').append(BigDecimal.valueOf(axis.read(), -sensor.scale()).toPlainString());
            }
            lines.add("sensor " + sensor.name() + values + " " + sensor.unit().symbol());
        }
        for (ResetDomain domain : all.resets()) {
            lines.add("reset " + domain.name() + " " + (domain.asserted().get() == 1 ? "asserted" : "released"));
        }
        for (VoltageDomain domain : all.voltages()) {
            lines.add("voltage " + domain.name() + " " + domain.level().get() + " uV "
                    + (domain.mode().get() == VoltageDomain.ON ? "on" : "off") + votes(domain.level().votes()));
        }
        for (Powercap cap : all.powercaps()) {
            lines.add("powercap " + cap.name() + " " + cap.cap().get() + " uW, uses " + cap.power().read() + " uW"
                    + votes(cap.cap().votes()));
        }
        for (int pin = 0; pin < all.pins().pins().size(); pin++) {
            int function = all.pins().selected(pin);
            lines.add("pinctrl " + all.pins().pins().get(pin) + " "
                    + (function < 0 ? "-" : all.pins().functions().get(function).name()) + " "
                    + all.pins().settings(pin));
        }
        return lines;
    }

    private static String votes(Object votes) {
        String text = votes.toString();
        return text.isEmpty() ? "" : " (votes: " + text + ")";
    }

    /** A line for each domain: protocol, number, name, and what the device's guest may do with it. */
    public List<String> domains() throws ExecutionException {
        return platform.call(() -> {
            List<String> lines = new ArrayList<>();
            for (ScmiProtocol protocol : platform.protocols().protocols()) {
                for (int domain = 0; domain < protocol.domains(); domain++) {
                    String name = protocol.name(domain);
                    lines.add(String.format("%-9s %3d  %-32s %s", protocol.kind(), domain, name,
                            agent.rights().of(protocol.kind(), name).name().toLowerCase(Locale.ROOT)));
                }
            }
            return lines;
        });
    }

    /** A line for each vote of a guest of the platform: device, protocol/domain/what, value. */
    public List<String> votes() throws ExecutionException {
        return platform.call(() -> {
            List<String> lines = new ArrayList<>();
            for (ScmiAgent each : platform.agents()) {
                SavedAgent set = new SavedAgent();
                platform.protocols().protocols().forEach(protocol -> protocol.save(each, set));
                set.values().forEach((what, value) -> {
                    if (isVote(what)) {
                        lines.add(each.name() + " " + what + " " + value);
                    }
                });
            }
            return lines;
        });
    }

    /** Sensors and pins are set up or owned, not voted on; a powercap's high and low are for its notifications. */
    private static boolean isVote(String what) {
        return !what.startsWith("sensor/") && !what.startsWith("pinctrl/") && !what.endsWith("/high") && !what.endsWith("/low");
    }

    /**
     * Sets a domain until votes say otherwise, and tells whoever listens.
     *
     * @param kind a protocol, as {@link #domains()} has it
     * @throws IllegalArgumentException naming what was wrong
     */
    public void set(String kind, String name, long value) throws ExecutionException {
        platform.call(() -> {
            platform.hand().set(kind, name, value);
            return null;
        });
    }

    /**
     * Has each use of a simulated resource fail from now on.
     *
     * @param kind  a protocol, as {@link #domains()} has it
     * @param error the name of an error number, or {@code none}
     * @throws IllegalArgumentException naming what was wrong
     */
    public void fault(String kind, String name, String error) throws ExecutionException {
        platform.call(() -> {
            platform.hand().fault(kind, name, error);
            return null;
        });
    }

    /** Kinds that have something simulated. */
    public List<String> simulatedKinds() {
        return List.copyOf(platform.resources().simulation().kinds());
    }

    /**
     * Tells the device's guest that a trip point was crossed.
     *
     * @return whether it listens
     * @throws IllegalArgumentException naming what was wrong
     */
    public boolean trip(String sensor, long trip, boolean up) throws ExecutionException {
        int domain = sensors().indexOf(sensor);
        if (domain < 0) {
            throw new IllegalArgumentException("there is no sensor '" + sensor + "'; there are " + sensors());
        }
        return platform.call(() -> platform.sensors().events().trip(agent, domain, trip, up));
    }

    /** Names of simulated sensors. */
    public List<String> sensors() {
        return platform.resources().sensors().stream().map(Sensor::name).toList();
    }

    /**
     * Sets a simulated sensor, all axes of it one after another.
     *
     * @throws IllegalArgumentException naming what was wrong
     */
    public void poke(String name, List<String> values) throws ExecutionException {
        platform.call(() -> {
            platform.hand().poke(name, values);
            return null;
        });
    }

    /** @return whether the guest listens */
    public boolean request(int state, int timeout) throws ExecutionException {
        return platform.call(() -> platform.system().request(agent, state, timeout));
    }

    /** Base, and the protocols that have something to serve. */
    List<ScmiProtocol> served() {
        return platform.protocols().all();
    }

    /** What a simulated sensor was set to goes with the device. On the platform's thread. */
    static void saveSimulated(SharedPlatform platform, SavedAgent into) {
        each(platform, (key, value) -> {
            try {
                into.put(key, value.read());
            } catch (KernelFault told) {
                // one that was told to fail has no value to hand over
            }
        });
    }

    /** On the platform's thread. */
    static void restoreSimulated(SharedPlatform platform, SavedAgent from) {
        each(platform, (key, value) -> {
            Long number = from.values().get(key);
            if (number != null) {
                try {
                    value.set(number);
                } catch (KernelFault told) {
                    // as above
                }
            }
        });
    }

    private static void each(SharedPlatform platform, BiConsumer<String, SimulatedValue> each) {
        for (Sensor sensor : platform.resources().sensors()) {
            for (int axis = 0; axis < sensor.axes().size(); axis++) {
                if (sensor.axes().get(axis) instanceof SimulatedValue value) {
                    each.accept("simulated/" + sensor.name() + "/" + axis, value);
                }
            }
        }
    }
}
