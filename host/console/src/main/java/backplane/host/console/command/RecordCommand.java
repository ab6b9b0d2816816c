// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.host.console.completion.DeviceNames;
import backplane.operation.OperationRefused;
import backplane.operation.TraceOperations;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** Writes a device's requests and answers to a file. */
@Service
@Command(scope = "vhost", name = "record", description = "Writes a device's requests and answers to a file, for vhost:replay")
public final class RecordCommand implements Action {
    private static final long MEGABYTE = 1 << 20;

    @Argument(index = 0, name = "name", description = "The device", required = true)
    @Completion(DeviceNames.class)
    String name;
    @Argument(index = 1, name = "file", description = "An absolute path; must not be there", required = true)
    String file;
    @Option(name = "--seconds", description = "For how long, 1 to 86400")
    int seconds = 10;
    @Option(name = "--megabytes", description = "At most so much, 1 to 10000")
    int megabytes = 100;
    @Reference
    TraceOperations operations;
    @Reference
    Session session;

    @Override
    public Object execute() throws Exception {
        if (seconds < 1 || seconds > 86_400 || megabytes < 1 || megabytes > 10_000 || !file.startsWith("/")) {
            throw Refusal.because("--seconds is 1 to 86400, --megabytes 1 to 10000 and the file an absolute path, not " + seconds + ", "
                    + megabytes + " and " + file);
        }
        try {
            long requests = operations.record(name, Path.of(file), Duration.ofSeconds(seconds), megabytes * MEGABYTE);
            Output.of(session).println(requests + " requests in " + file);
        } catch (OperationRefused refused) {
            throw Refusal.because(refused.getMessage());
        }
        return null;
    }
}
