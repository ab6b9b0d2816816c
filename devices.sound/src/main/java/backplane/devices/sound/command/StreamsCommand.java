// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.command;

import backplane.devices.sound.SoundDevice;
import backplane.devices.sound.SoundDevices;
import backplane.devices.sound.StreamView;
import backplane.devices.sound.wire.PcmDirection;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code sound:streams NAME}. */
@Service
@Command(scope = "sound", name = "streams", description = "Shows a device's streams: state, level, fill and latency now, xruns")
public final class StreamsCommand implements Action {
    private static final double DECADE = 20;
    private static final double MICROS_A_MILLI = 1000;

    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Reference
    SoundDevices devices;

    @Reference
    Session session;

    @Override
    public Object execute() throws CommandException {
        SoundDevice device = Refusal.device(devices, name);
        ShellTable table = new ShellTable();
        List.of("#", "Place", "State", "Parameters", "Volume", "Level", "Fill", "Latency", "Frames", "Xruns", "Late")
                .forEach(table::column);
        List<StreamView> streams = device.streams();
        for (int i = 0; i < streams.size(); i++) {
            StreamView stream = streams.get(i);
            table.addRow().addContent(i, (stream.direction() == PcmDirection.OUTPUT ? "out " : "in ") + stream.place(), stream.state(),
                    stream.parameters(), (stream.muted() ? "muted " : "") + stream.volume(), level(stream.peak()),
                    stream.fill() + "/" + stream.capacity(), String.format(Locale.ROOT, "%.1f ms", stream.delay() / MICROS_A_MILLI),
                    stream.frames(), stream.cardXruns(), stream.driverXruns());
        }
        PrintStream out = session.getConsole();
        table.print(out);
        for (StreamView stream : streams) {
            if (!stream.fault().isEmpty()) {
                out.println("lost: " + stream.fault());
            }
        }
        for (String jack : device.jackNames()) {
            out.println("jack " + jack + ": " + (device.isConnected(jack) ? "plugged in" : "empty"));
        }
        return null;
    }

    private static String level(double peak) {
        return peak <= 0 ? "-" : String.format(Locale.ROOT, "%.1f dB", DECADE * Math.log10(peak));
    }
}
