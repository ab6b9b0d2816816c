// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.command;

import backplane.devices.scmi.PlatformView;
import backplane.devices.scmi.ScmiDevices;
import backplane.devices.scmi.protocol.SystemProtocol;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code scmi:request NAME STATE}. */
@Service
@Command(scope = "scmi", name = "request", description = "Asks a guest to shut down or to start anew by itself")
public final class RequestCommand implements Action {
    private static final Map<String, Integer> STATES = Map.of("shutdown", SystemProtocol.SHUTDOWN, "reset", SystemProtocol.COLD_RESET,
            "warm-reset", SystemProtocol.WARM_RESET);
    private static final int TIMEOUT = 30_000;

    @Argument(index = 0, name = "name", description = "The device's name", required = true)
    @Completion(DeviceNameCompleter.class)
    String name;

    @Argument(index = 1, name = "state", description = "shutdown, reset or warm-reset", required = true)
    @Completion(value = StringsCompleter.class, values = {"shutdown", "reset", "warm-reset"})
    String state;

    @Reference
    ScmiDevices devices;

    @Override
    public Object execute() throws CommandException {
        Integer wanted = STATES.get(state);
        if (wanted == null) {
            throw Refusal.because("'" + state + "' is none of shutdown, reset, warm-reset");
        }
        PlatformView view = Refusal.view(devices, name);
        boolean listens = Refusal.told(() -> view.request(wanted, TIMEOUT));
        if (!listens) {
            throw Refusal.because("the guest of '" + name + "' does not listen: no driver has asked for system power notifications");
        }
        return null;
    }
}
