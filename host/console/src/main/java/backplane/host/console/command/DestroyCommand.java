// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.OperationRefused;
import backplane.operation.SlotOperations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** A device less, with its socket and configuration. */
@Service
@Command(scope = "vhost", name = "destroy", description = "Removes a device, its socket and its configuration; cuts its front-end off")
public final class DestroyCommand implements Action {
    @Argument(name = "NAME", description = "the device", required = true)
    @Completion(DeviceNames.class)
    String name;

    @Reference
    SlotOperations operations;

    @Override
    public Object execute() throws CommandException {
        try {
            operations.destroy(name);
        } catch (OperationRefused refused) {
            throw Refusal.of(refused);
        }
        return null;
    }
}
