// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.command;

import backplane.devices.i2c.I2cDevices;
import backplane.devices.i2c.simulated.BusFault;
import backplane.devices.i2c.simulated.SimulatedBus;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code i2c:fault [--times N] [--rate R] NAME [KIND]}. */
@Service
@Command(scope = "i2c", name = "fault", description = "Puts a fault onto a simulated bus, or shows those that are on it")
public final class FaultCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "kind", description = "The fault; 'unplug' takes the adapter away, 'none' ends all faults")
    @Completion(value = StringsCompleter.class, values = {"nak-address", "nak-data", "arbitration", "stretch", "stuck", "flip",
        "unplug", "none"})
    String kind;

    @Option(name = "--times", description = "How often it happens; without, until it is ended")
    int times = -1;

    @Option(name = "--rate", description = "At how many of the places where it may happen, 0 to 1")
    double rate = 1;

    @Reference
    I2cDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        SimulatedBus bus = Refusal.bus(devices, name);
        if (kind == null) {
            session.getConsole().println(bus.faults());
        } else if (kind.equals("none")) {
            bus.heal();
        } else if (kind.equals("unplug")) {
            bus.unplug();
        } else {
            BusFault fault = BusFault.of(kind);
            if (fault == null || !(rate >= 0 && rate <= 1)) {
                throw Refusal.because("a fault is nak-address, nak-data, arbitration, stretch, stuck, flip, unplug or none,"
                        + " its rate 0 to 1");
            }
            bus.inject(fault, times, rate);
        }
        return null;
    }
}
