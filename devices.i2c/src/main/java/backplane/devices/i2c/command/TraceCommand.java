// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.command;

import backplane.devices.i2c.I2cCounter;
import backplane.devices.i2c.I2cDevice;
import backplane.devices.i2c.I2cDevices;
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

/** {@code i2c:trace NAME [on|off]}. */
@Service
@Command(scope = "i2c", name = "trace", description = "Shows a device's counters and the last messages, which are kept while it is on")
public final class TraceCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "switch", description = "on or off; without, what was kept")
    @Completion(value = StringsCompleter.class, values = {"on", "off"})
    String wanted;

    @Reference
    I2cDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        I2cDevice device = Refusal.device(devices, name);
        if (wanted != null) {
            if (!wanted.equals("on") && !wanted.equals("off")) {
                throw Refusal.because("'" + wanted + "' is neither on nor off");
            }
            device.trace().turn(wanted.equals("on"));
            return null;
        }
        PrintStream out = session.getConsole();
        for (I2cCounter counter : I2cCounter.values()) {
            long value = device.counters().get(counter);
            if (value > 0) {
                out.println(value + " " + counter + ": " + counter.text());
            }
        }
        out.println(device.trace().isOn() ? "The last messages:" : "Messages are not kept; begin with i2c:trace " + name + " on");
        device.trace().lines().forEach(out::println);
        return null;
    }
}
