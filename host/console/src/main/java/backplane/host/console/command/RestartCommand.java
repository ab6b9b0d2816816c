// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.kernel.KernelFault;
import backplane.kernel.NotifySocket;
import backplane.operation.OperationRefused;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The host ends in good order, and the service manager starts it again: the installation's version, and Java's. */
@Service
@Command(scope = "vhost", name = "restart", description = "Ends this host's process in good order and has it started again, in the version"
        + " that is installed now; front-ends stay connected and see a pause")
public final class RestartCommand implements Action {
    /** What the supervisor takes as the wish for another start; systemd passes over what begins with X_. */
    private static final String AGAIN = "X_RESTART=1\nSTOPPING=1";

    @Reference
    NotifySocket manager;
    @Reference
    BundleContext context;

    @Override
    public Object execute() throws CommandException {
        if (!manager.isThere()) {
            throw Refusal.of(new OperationRefused("nobody would start this host again: it runs neither under systemd nor under"
                    + " bin/backplane-supervisor"));
        }
        try {
            manager.tell(AGAIN);
            context.getBundle(0).stop();
            return null;
        } catch (KernelFault | BundleException failed) {
            throw Refusal.of(new OperationRefused("the host goes on: " + failed.getMessage()));
        }
    }
}
