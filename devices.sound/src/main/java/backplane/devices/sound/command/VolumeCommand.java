// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.command;

import backplane.devices.sound.SoundDevice;
import backplane.devices.sound.SoundDevices;
import backplane.devices.sound.StreamView;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code sound:volume NAME STREAM VOLUME}. */
@Service
@Command(scope = "sound", name = "volume", description = "Sets the volume of a stream; the driver is told if it has controls")
public final class VolumeCommand implements Action {
    private static final int MOST = 120;

    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "stream", description = "The stream's number, see sound:streams", required = true)
    int stream;

    @Argument(index = 2, name = "volume", description = "0, silence, to 120, as it is, in half decibels; or mute, unmute", required = true)
    String volume;

    @Reference
    SoundDevices devices;

    @Override
    public Object execute() throws CommandException {
        SoundDevice device = Refusal.device(devices, name);
        List<StreamView> streams = device.streams();
        if (stream < 0 || stream >= streams.size()) {
            throw Refusal.because("'" + name + "' has no stream " + stream + "; it has " + streams.size() + ", from 0");
        }
        StreamView now = streams.get(stream);
        switch (volume) {
            case "mute" -> device.turn(stream, now.volume(), true);
            case "unmute" -> device.turn(stream, now.volume(), false);
            default -> device.turn(stream, number(), now.muted());
        }
        return null;
    }

    private int number() throws CommandException {
        try {
            int number = Integer.parseInt(volume);
            if (number >= 0 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException odd) {
            throw Refusal.because("'" + volume + "' is no volume; allowed is a whole number from 0 to " + MOST + ", mute or unmute");
        }
        throw Refusal.because("the volume " + volume + " is out of range; allowed is 0 to " + MOST);
    }
}
