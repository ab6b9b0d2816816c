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

/** {@code scmi:fault NAME KIND DOMAIN ERROR}. */
@Service
@Command(scope = "scmi", name = "fault", description = "Has each use of a simulated resource fail from now on")
public final class FaultCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "kind", description = "power, perf, clock, sensor, reset, voltage or powercap", required = true)
    @Completion(value = StringsCompleter.class, values = {"power", "perf", "clock", "sensor", "reset", "voltage", "powercap"})
    String kind;

    @Argument(index = 2, name = "domain", description = "The domain's name", required = true)
    String domain;

    @Argument(index = 3, name = "error", description = "An error of errno.h such as EIO, EBUSY, EACCES, or none", required = true)
    String error;

    @Reference
    ScmiDevices devices;

    @Override
    public Object execute() throws CommandException {
        PlatformView view = Refusal.view(devices, name);
        return Refusal.told(() -> {
            view.fault(kind, domain, error);
            return null;
        });
    }
}
