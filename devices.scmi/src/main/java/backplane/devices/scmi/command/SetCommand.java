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

/** {@code scmi:set NAME KIND DOMAIN VALUE}. */
@Service
@Command(scope = "scmi", name = "set", description = "Sets a domain until a guest's next vote, and tells the guests that listen")
public final class SetCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "kind", description = "power, perf, clock, voltage or powercap", required = true)
    @Completion(value = StringsCompleter.class, values = {"power", "perf", "clock", "voltage", "powercap"})
    String kind;

    @Argument(index = 2, name = "domain", description = "The domain's name", required = true)
    String domain;

    @Argument(index = 3, name = "value", description = "0 or 1 for power; kHz, Hz, uV, uW", required = true)
    String value;

    @Reference
    ScmiDevices devices;

    @Override
    public Object execute() throws CommandException {
        PlatformView view = Refusal.view(devices, name);
        return Refusal.told(() -> {
            view.set(kind, domain, Refusal.number(value));
            return null;
        });
    }
}
