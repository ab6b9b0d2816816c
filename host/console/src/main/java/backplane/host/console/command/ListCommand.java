// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.SlotOperations;
import backplane.operation.SlotView;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** All devices, one a line. */
@Service
@Command(scope = "vhost", name = "list", description = "Lists the devices: type, state, who is connected, socket, what is wrong")
public final class ListCommand implements Action {
    @Reference
    SlotOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() {
        PrintStream out = Output.of(session);
        List<SlotView> slots = operations.slots();
        if (slots.isEmpty()) {
            out.println("There is no device. Create one: vhost:create TYPE NAME key=value...");
            return null;
        }
        Columns columns = new Columns("NAME", "TYPE", "STATE", "FRONT-END", "SOCKET", "PROBLEM");
        slots.forEach(slot -> columns.row(slot.name(), orDash(slot.type()), slot.state(), orDash(slot.frontend()), slot.socket(),
                orDash(slot.problem())));
        columns.print(out);
        return null;
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
