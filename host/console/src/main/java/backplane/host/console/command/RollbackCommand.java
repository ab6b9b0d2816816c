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

/** Back to the version before. */
@Service
@Command(scope = "vhost", name = "rollback", description = "Moves the devices of a type back to the version before its last upgrade")
public final class RollbackCommand implements Action {
    @Argument(name = "TYPE", description = "the device type", required = true)
    @Completion(TypeNames.class)
    String type;

    @Option(name = "--watch", description = "seconds for which the first device is watched, and all of them at the end")
    int watch = 3;

    @Reference
    UpgradeOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        PrintStream out = Output.of(session);
        try {
            UpgradeView done = operations.rollback(type, Watch.of(watch));
            out.println(done.type() + ": " + done.to() + " has taken over again from " + done.from());
            return null;
        } catch (OperationRefused refused) {
            throw Refusal.of(refused);
        } finally {
            RemainingCommands.bringBack(session);
        }
    }
}
