// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.command;

import backplane.devices.gpio.simulated.SimulatedBoard;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** The names of the devices that have a simulated chip. */
@Service
public final class SimulatedNameCompleter implements Completer {
    @Reference
    SimulatedBoard board;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(board.devices()).complete(session, commandLine, candidates);
    }
}
