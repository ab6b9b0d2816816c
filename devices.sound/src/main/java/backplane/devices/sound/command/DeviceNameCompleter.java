// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound.command;

import backplane.devices.sound.SoundDevices;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** The names of the sound devices. */
@Service
public final class DeviceNameCompleter implements Completer {
    @Reference
    SoundDevices devices;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(devices.names()).complete(session, commandLine, candidates);
    }
}
