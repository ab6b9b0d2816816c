// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.SlotOperations;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** How to start QEMU with one of our devices. */
@Service
@Command(scope = "vhost", name = "qemu", description = "Prints the QEMU arguments that connect a virtual machine to a device")
public final class QemuCommand implements Action {
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,11}[KMGT]?");

    @Argument(name = "NAME", description = "the device", required = true)
    @Completion(DeviceNames.class)
    String name;

    @Option(name = "--memory", description = "the machine's memory, as QEMU writes it", valueToShowInHelp = QemuArguments.USUAL_MEMORY)
    String memory = QemuArguments.USUAL_MEMORY;

    @Reference
    SlotOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        if (!SIZE.matcher(memory).matches()) {
            throw Refusal.because("'" + memory + "' is no size of memory; write a number and K, M, G or T, such as 256M");
        }
        Output.of(session).println(QemuArguments.line(operations, Refusal.slot(operations, name), memory));
        return null;
    }
}
