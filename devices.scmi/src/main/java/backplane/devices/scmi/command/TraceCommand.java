// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.ScmiDevices;
import backplane.devices.scmi.ScmiTrace;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code scmi:trace NAME [on|off]}. */
@Service
@Command(scope = "scmi", name = "trace", description = "Shows a device's last messages, decoded, which are kept while it is on")
public final class TraceCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "switch", description = "on or off; without, what was kept")
    @Completion(value = StringsCompleter.class, values = {"on", "off"})
    String wanted;

    @Reference
    ScmiDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        Refusal.view(devices, name);
        ScmiTrace trace = devices.named(name).orElseThrow().trace();
        if (wanted != null) {
            if (!wanted.equals("on") && !wanted.equals("off")) {
                throw Refusal.because("'" + wanted + "' is neither on nor off");
            }
            trace.turn(wanted.equals("on"));
            return null;
        }
        PrintStream out = session.getConsole();
        out.println(trace.isOn() ? "The last messages:" : "Messages are not kept; begin with scmi:trace " + name + " on");
        trace.lines().forEach(out::println);
        return null;
    }
}
