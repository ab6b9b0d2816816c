// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.OperationRefused;
import backplane.operation.ReplayView;
import backplane.operation.TraceOperations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** Asks a device what a recording has, and compares the answers. */
@Service
@Command(scope = "vhost", name = "replay", description = "Offers the requests of a recording to a device made for it, and compares the "
        + "answers; fails if one is different")
public final class ReplayCommand implements Action {
    @Argument(index = 0, name = "file", description = "A recording, as an absolute path", required = true)
    String file;
    @Argument(index = 1, name = "settings", description = "KEY=VALUE in place of what was recorded, such as those of simulated hardware",
            multiValued = true)
    List<String> settings;
    @Option(name = "--bundle", description = "Of those that offer the type, as vhost:types has it; the one that serves if it is left out")
    String bundle = "";
    @Reference
    TraceOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (String setting : settings == null ? List.<String>of() : settings) {
            int at = setting.indexOf('=');
            if (at < 1) {
                throw Refusal.because("'" + setting + "' is no KEY=VALUE");
            }
            values.put(setting.substring(0, at), setting.substring(at + 1));
        }
        try {
            ReplayView view = operations.replay(Path.of(file), values, bundle);
            PrintStream out = Output.of(session);
            view.differences().forEach(out::println);
            String summary = view.requests() + " requests to " + view.bundle() + ", " + view.answers() + " answers compared, "
                    + view.different() + " different";
            if (view.different() > 0) {
                throw Refusal.because(summary);
            }
            out.println(summary);
        } catch (OperationRefused refused) {
            throw Refusal.because(refused.getMessage());
        }
        return null;
    }
}
