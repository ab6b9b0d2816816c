// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.command;

import backplane.devices.sound.SoundDevice;
import backplane.devices.sound.SoundDevices;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code sound:plug NAME JACK}. */
@Service
@Command(scope = "sound", name = "plug", description = "Plugs something into a jack, or out of it")
public final class PlugCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "jack", description = "The jack's name", required = true)
    String jack;

    @Option(name = "--out", description = "Out of it")
    boolean out;

    @Reference
    SoundDevices devices;

    @Override
    public Object execute() throws CommandException {
        SoundDevice device = Refusal.device(devices, name);
        if (!device.jackNames().contains(jack)) {
            throw Refusal.because("'" + name + "' has no jack '" + jack + "'; it has " + device.jackNames());
        }
        if (!device.plug(jack, !out)) {
            throw Refusal.because("no driver uses '" + name + "' at the moment, so nobody would hear of it");
        }
        return null;
    }
}
