// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.PlatformView;
import backplane.devices.scmi.ScmiDevices;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code scmi:trip NAME SENSOR POINT [up|down]}. */
@Service
@Command(scope = "scmi", name = "trip", description = "Tells a guest that a sensor has crossed one of its trip points")
public final class TripCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "sensor", description = "The sensor's name", required = true)
    String sensor;

    @Argument(index = 2, name = "point", description = "0 to 3", required = true)
    String point;

    @Argument(index = 3, name = "direction", description = "up or down; up")
    @Completion(value = StringsCompleter.class, values = {"up", "down"})
    String direction = "up";

    @Reference
    ScmiDevices devices;

    @Override
    public Object execute() throws CommandException {
        if (!direction.equals("up") && !direction.equals("down")) {
            throw Refusal.because("'" + direction + "' is neither up nor down");
        }
        PlatformView view = Refusal.view(devices, name);
        boolean listens = Refusal.told(() -> view.trip(sensor, Refusal.number(point), direction.equals("up")));
        if (!listens) {
            throw Refusal.because("the guest of '" + name + "' does not listen: it has asked for no trip points of '" + sensor + "'");
        }
        return null;
    }
}
