// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.command;

import backplane.devices.i2c.I2cDevices;
import backplane.devices.i2c.wire.I2cAddress;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code i2c:poke NAME ADDRESS WORDS...}. */
@Service
@Command(scope = "i2c", name = "poke",
        description = "Sets a temperature (lm75), a register and its value (map), or bytes from an offset on (24c..)")
public final class PokeCommand implements Action {
    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "address", description = "The chip's address, such as 0x48", required = true)
    String address;

    @Argument(index = 2, name = "words", description = "DEGREES, or REGISTER VALUE, or OFFSET BYTE...", required = true, multiValued = true)
    List<String> words;

    @Reference
    I2cDevices devices;

    @Override
    public Object execute() throws CommandException {
        // the shell leaves the mark before a negative number where it is
        List<String> plain = words.get(0).equals("--") ? words.subList(1, words.size()) : words;
        try {
            Refusal.bus(devices, name).poke(I2cAddress.parse(address), plain);
            return null;
        } catch (IllegalArgumentException wrong) {
            throw Refusal.because(wrong.getMessage());
        }
    }
}
