// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.TypeNames;
import backplane.operation.OperationRefused;
import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** Another version of a device type's bundle, side by side with the one that serves. */
@Service
@Command(scope = "vhost", name = "upgrade", description = "Moves a type's devices to another version of its bundle, or back if it fails")
public final class UpgradeCommand implements Action {
    @Argument(index = 0, name = "TYPE", description = "the device type", required = true)
    @Completion(TypeNames.class)
    String type;

    @Argument(index = 1, name = "LOCATION", description = "the new bundle: a URL or an absolute path", required = true)
    String location;

    @Option(name = "--watch", description = "seconds for which the first device is watched, and all of them at the end")
    int watch = 3;

    @Option(name = "--dry-run", description = "only tell what would become of each device")
    boolean dryRun;

    @Reference
    UpgradeOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        PrintStream out = Output.of(session);
        try {
            if (dryRun) {
                operations.rehearse(type, location).forEach(out::println);
                return null;
            }
            UpgradeView done = operations.upgrade(type, location, Watch.of(watch));
            out.println(done.type() + ": " + done.to() + " has taken over from " + done.from());
            return null;
        } catch (OperationRefused refused) {
            throw Refusal.of(refused);
        } finally {
            RemainingCommands.bringBack(session);
        }
    }
}
