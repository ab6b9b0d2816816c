// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.command;

import backplane.devices.sound.SoundDevice;
import backplane.devices.sound.SoundDevices;
import org.apache.karaf.shell.support.CommandException;

/** What an operator asked for that can't be: Karaf prints a {@link CommandException} as it is, without a stack trace. */
final class Refusal {
    private Refusal() {
    }

    static CommandException because(String message) {
        return new CommandException(message, message, new IllegalArgumentException(message));
    }

    static SoundDevice device(SoundDevices devices, String name) throws CommandException {
        return devices.named(name).orElseThrow(() -> because("there is no sound device '" + name + "'; there are " + devices.names()));
    }
}
