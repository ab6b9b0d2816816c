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

/** The lines of the simulated chip whose device is the argument before. */
@Service
public final class LineCompleter implements Completer {
    @Reference
    SimulatedBoard board;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        int device = commandLine.getCursorArgumentIndex() - 1;
        List<String> lines = device < 0 ? List.of() : board.lines(commandLine.getArguments()[device]);
        return new StringsCompleter(lines).complete(session, commandLine, candidates);
    }
}
