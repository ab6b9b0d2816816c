// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import java.util.List;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;

/**
 * Commands of which two bundles offer one each, two versions of a device's. When one of the bundles stops, Karaf takes the command
 * out by its name, the other bundle's too, though that one stays in its registry (SessionFactoryImpl.unregister): here it comes back.
 */
final class RemainingCommands {
    private static final String OWN = "vhost";
    private static final String GLOBAL = "*";

    private RemainingCommands() {
    }

    /** After bundles have stopped. Commands in no scope are the shell's own, which nobody offers twice. */
    static void bringBack(Session session) {
        SessionFactory factory = session.getFactory();
        if (factory == null) {
            return;
        }
        Registry registry = factory.getRegistry();
        for (Command command : List.copyOf(registry.getCommands())) {
            if (!command.getScope().equals(GLOBAL) && !command.getScope().equals(OWN)) {
                registry.unregister(command);
                registry.register(command);
            }
        }
    }
}
