// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.SlotOperations;
import backplane.operation.UpgradeOperations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** Everything that is known about one device. */
@Service
@Command(scope = "vhost", name = "show", description = "Shows one device: state, settings, queues, counters")
public final class ShowCommand implements Action {
    @Argument(name = "NAME", description = "the device", required = true)
    @Completion(DeviceNames.class)
    String name;

    @Reference
    SlotOperations operations;
    @Reference
    UpgradeOperations upgrades;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        new SlotPage(Refusal.slot(operations, name), upgrades.handovers(name)).print(Output.of(session));
        return null;
    }
}
