// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.command;

import backplane.devices.gpio.simulated.PokeRefused;
import backplane.devices.gpio.simulated.SimulatedBoard;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code gpio:poke NAME LINE 0|1}. */
@Service
@Command(scope = "gpio", name = "poke", description = "Gives an input of a simulated GPIO chip a level, as a hand at the wire would")
public final class PokeCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(SimulatedNameCompleter.class)
    String name;

    @Argument(index = 1, name = "line", description = "The line's offset or name", required = true)
    @Completion(LineCompleter.class)
    String line;

    @Argument(index = 2, name = "level", description = "0 or 1", required = true)
    @Completion(value = StringsCompleter.class, values = {"0", "1"})
    int level;

    @Reference
    SimulatedBoard board;

    @Override
    public Object execute() throws CommandException {
        try {
            board.poke(name, line, level);
            return null;
        } catch (PokeRefused refused) {
            // The one exception that Karaf prints as it is, without a stack trace.
            throw new CommandException(refused.getMessage(), refused.getMessage(), refused);
        }
    }
}
