// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.ScmiDevices;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** {@code scmi:domains NAME}. */
@Service
@Command(scope = "scmi", name = "domains", description = "Lists the domains of a device's platform, and what its guest may do with each")
public final class DomainsCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Reference
    ScmiDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        Refusal.told(Refusal.view(devices, name)::domains).forEach(session.getConsole()::println);
        return null;
    }
}
