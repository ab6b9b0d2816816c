// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.PlatformView;
import backplane.devices.scmi.ScmiCounter;
import backplane.devices.scmi.ScmiDevice;
import backplane.devices.scmi.ScmiDevices;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/** {@code scmi:show NAME}. */
@Service
@Command(scope = "scmi", name = "show", description = "Shows the resources of a device's platform, who votes for what, and counters")
public final class ShowCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Reference
    ScmiDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        PlatformView view = Refusal.view(devices, name);
        PrintStream out = session.getConsole();
        Refusal.told(view::lines).forEach(out::println);
        ScmiDevice device = devices.named(name).orElseThrow();
        for (ScmiCounter counter : ScmiCounter.values()) {
            out.println(String.format("%-14s %-8d %s", counter.name().toLowerCase(Locale.ROOT), device.counters().get(counter),
                    counter.text()));
        }
        return null;
    }
}
