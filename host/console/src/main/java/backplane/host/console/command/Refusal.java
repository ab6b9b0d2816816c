// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.OperationRefused;
import backplane.operation.SlotOperations;
import backplane.operation.SlotView;
import backplane.operation.TypeView;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.CommandException;

/** What was wrong, where, and what to do, in the one exception that Karaf prints as it is. */
final class Refusal {
    private Refusal() {
    }

    static CommandException of(OperationRefused refused) {
        return new CommandException(refused.getMessage(), refused.getMessage(), refused);
    }

    static CommandException because(String message) {
        return of(new OperationRefused(message));
    }

    /** The slot of that name, or the refusal that names those that there are. */
    static SlotView slot(SlotOperations operations, String name) throws CommandException {
        return operations.slot(name).orElseThrow(() -> because("there is no device '" + name + "'; "
                + known("devices", operations.slots().stream().map(SlotView::name).toList())));
    }

    /** The type of that name, or the refusal that names those that there are. */
    static TypeView type(SlotOperations operations, String name) throws CommandException {
        List<TypeView> types = operations.types();
        return types.stream().filter(type -> type.name().equals(name)).findAny().orElseThrow(() -> because(
                "no bundle offers the type '" + name + "' now; " + known("types", types.stream().map(TypeView::name).toList())));
    }

    private static String known(String what, List<String> names) {
        return names.isEmpty() ? "there are no " + what : what + " are: " + names.stream().sorted().collect(Collectors.joining(", "));
    }
}
