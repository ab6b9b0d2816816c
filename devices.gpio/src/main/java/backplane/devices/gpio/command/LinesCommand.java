// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.command;

import backplane.devices.gpio.GpioChip;
import backplane.devices.gpio.GpioDevice;
import backplane.devices.gpio.GpioDevices;
import backplane.devices.gpio.LineView;
import backplane.devices.gpio.wire.GpioIrqType;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code gpio:lines NAME}. */
@Service
@Command(scope = "gpio", name = "lines", description = "Shows the lines of a GPIO device: direction, level, interrupt and who drives them")
public final class LinesCommand implements Action {
    @Argument(name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Reference
    GpioDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() {
        GpioDevice device = devices.named(name).orElseThrow(() ->
                new IllegalArgumentException("there is no GPIO device '" + name + "'; there are " + devices.names()));
        ShellTable table = new ShellTable();
        for (String column : new String[] {"Line", "Name", "Direction", "Level", "IRQ type", "IRQ", "Driven by"}) {
            table.column(column);
        }
        for (LineView line : device.view()) {
            table.addRow().addContent(line.line(), line.name(), words(line.direction()), level(line), words(line.irqType()),
                    interrupt(line), line.drivenBy());
        }
        table.print(session.getConsole());
        return null;
    }

    private static String level(LineView line) {
        return line.level() == GpioChip.NO_LEVEL ? "?" : Integer.toString(line.level());
    }

    private static String interrupt(LineView line) {
        if (line.irqType() == GpioIrqType.NONE) {
            return "-";
        }
        if (line.armed()) {
            return "armed";
        }
        return line.latched() ? "masked, edge latched" : "masked";
    }

    private static String words(Enum<?> constant) {
        return constant.name().equals("NONE") ? "-" : constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
