// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.TypeNames;
import backplane.operation.SettingView;
import backplane.operation.SlotOperations;
import backplane.operation.TypeView;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** What can be created, and with which settings. */
@Service
@Command(scope = "vhost", name = "types", description = "Lists the device types that can be created now, or the settings of one")
public final class TypesCommand implements Action {
    @Argument(name = "TYPE", description = "show the settings of this type")
    @Completion(TypeNames.class)
    String type;

    @Reference
    SlotOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        PrintStream out = Output.of(session);
        if (type == null) {
            listTypes(out);
        } else {
            listSettings(Refusal.type(operations, type), out);
        }
        return null;
    }

    private void listTypes(PrintStream out) {
        List<TypeView> types = operations.types();
        if (types.isEmpty()) {
            out.println("No bundle offers a device type. Install one: feature:install backplane-gpio");
            return;
        }
        Columns columns = new Columns("TYPE", "VIRTIO ID", "QEMU DEVICE", "BUNDLE");
        types.stream().sorted(Comparator.comparing(TypeView::name))
                .forEach(view -> columns.row(view.name(), view.id(), view.qemuDevice(), view.bundle()));
        columns.print(out);
    }

    private void listSettings(TypeView view, PrintStream out) {
        Columns columns = new Columns("KEY", "IF NOT GIVEN", "ALLOWED", "MEANING");
        view.settings().forEach(setting -> row(columns, setting));
        operations.slotSettings().stream().filter(setting -> !setting.key().equals("type")).forEach(setting -> row(columns, setting));
        columns.print(out);
    }

    private static void row(Columns columns, SettingView setting) {
        columns.row(setting.key(), setting.fallback().isEmpty() ? "-" : setting.fallback(), setting.allowed(), setting.help());
    }
}
