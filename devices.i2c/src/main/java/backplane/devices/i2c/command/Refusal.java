// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.command;

import backplane.devices.i2c.I2cDevice;
import backplane.devices.i2c.I2cDevices;
import backplane.devices.i2c.simulated.SimulatedBus;
import org.apache.karaf.shell.support.CommandException;

/** What an operator asked for that can't be: Karaf prints a {@link CommandException} as it is, without a stack trace. */
final class Refusal {
    private Refusal() {
    }

    static CommandException because(String message) {
        return new CommandException(message, message, new IllegalArgumentException(message));
    }

    static I2cDevice device(I2cDevices devices, String name) throws CommandException {
        return devices.named(name).orElseThrow(() -> because("there is no I2C device '" + name + "'; there are " + devices.names()));
    }

    static SimulatedBus bus(I2cDevices devices, String name) throws CommandException {
        I2cDevice device = device(devices, name);
        return device.simulatedBus().orElseThrow(() -> because("the bus of '" + name + "' is no simulated one, but " + device.adapter()));
    }
}
