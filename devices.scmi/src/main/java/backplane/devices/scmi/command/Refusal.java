// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.PlatformView;
import backplane.devices.scmi.ScmiDevices;
import java.util.concurrent.Callable;
import org.apache.karaf.shell.support.CommandException;

/** What an operator asked for that can't be: Karaf prints a {@link CommandException} as it is, without a stack trace. */
final class Refusal {
    private Refusal() {
    }

    static CommandException because(String message) {
        return new CommandException(message, message, new IllegalArgumentException(message));
    }

    static PlatformView view(ScmiDevices devices, String name) throws CommandException {
        return devices.named(name)
                .orElseThrow(() -> because("there is no SCMI device '" + name + "'; there are " + devices.names())).view();
    }

    /** @throws IllegalArgumentException if that is none */
    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no whole number");
        }
    }

    /** What goes wrong on the platform is told as it is. */
    static <T> T told(Callable<T> task) throws CommandException {
        try {
            return task.call();
        } catch (IllegalArgumentException wrong) {
            throw because(wrong.getMessage());
        } catch (Exception failure) {
            throw because(failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage());
        }
    }
}
