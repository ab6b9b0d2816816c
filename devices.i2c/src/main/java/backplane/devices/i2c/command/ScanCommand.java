// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.command;

import backplane.devices.i2c.BusScan;
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

/** {@code i2c:scan NAME}. */
@Service
@Command(scope = "i2c", name = "scan", description = "Shows which addresses of a device's bus answer")
public final class ScanCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Reference
    I2cDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        I2cDevice device = Refusal.device(devices, name);
        BusScan scan = device.scan();
        PrintStream out = session.getConsole();
        out.println(device.adapter());
        for (int address : scan.present()) {
            out.println(String.format("0x%02x", address));
        }
        scan.failures().forEach(out::println);
        device.simulatedBus().ifPresent(bus -> bus.chips().forEach(chip -> out.println("chip " + chip)));
        return null;
    }
}
