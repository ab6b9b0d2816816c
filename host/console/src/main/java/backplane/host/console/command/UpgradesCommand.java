// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.UpgradeOperations;
import backplane.operation.UpgradeView;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** The upgrades that there were. */
@Service
@Command(scope = "vhost", name = "upgrades", description = "Lists the upgrades that there were, those of earlier runs of the host too")
public final class UpgradesCommand implements Action {
    @Reference
    UpgradeOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() {
        List<UpgradeView> upgrades = operations.history();
        if (upgrades.isEmpty()) {
            Output.of(session).println("There has been no upgrade. vhost:upgrade --help tells how.");
            return null;
        }
        Columns columns = new Columns("WHEN", "TYPE", "FROM", "TO", "OUTCOME");
        upgrades.forEach(view -> columns.row(view.when(), view.type(), view.from(), view.to(),
                view.done() ? "done" : "undone: " + view.reason()));
        columns.print(Output.of(session));
        return null;
    }
}
