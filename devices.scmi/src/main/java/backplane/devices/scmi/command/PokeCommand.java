// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.PlatformView;
import backplane.devices.scmi.ScmiDevices;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code scmi:poke NAME SENSOR VALUE...}. */
@Service
@Command(scope = "scmi", name = "poke", description = "Sets the value of a simulated sensor, one number for each axis")
public final class PokeCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "sensor", description = "The sensor's name", required = true)
    String sensor;

    @Argument(index = 2, name = "values", description = "In the sensor's unit, such as 45.5", required = true, multiValued = true)
    List<String> values;

    @Reference
    ScmiDevices devices;

    @Override
    public Object execute() throws CommandException {
        PlatformView view = Refusal.view(devices, name);
        // the shell leaves the mark before a negative number where it is
        List<String> plain = values.get(0).equals("--") ? values.subList(1, values.size()) : values;
        return Refusal.told(() -> {
            view.poke(sensor, plain);
            return null;
        });
    }
}
