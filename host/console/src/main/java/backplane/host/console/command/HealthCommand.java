// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.OperationRefused;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The health checks of all bundles, and what each has to say. Fails if one is critical, so that scripts can ask. */
@Service
@Command(scope = "vhost", name = "health", description = "Tells how the host is: slots, workers, upgrades; fails if something is critical")
public final class HealthCommand implements Action {
    @Option(name = "--all", description = "Tells what is well, too")
    boolean all;
    @Reference
    BundleContext context;
    @Reference
    Session session;

    /** What one check said. */
    private record Told(String check, Result result) {
    }

    @Override
    public Object execute() throws Exception {
        List<Told> told = ask();
        PrintStream out = Output.of(session);
        Columns columns = new Columns("CHECK", "STATUS", "WHAT");
        for (Told one : told) {
            describe(one, columns);
        }
        columns.print(out);
        List<String> critical = told.stream().filter(one -> one.result().getStatus().compareTo(Result.Status.CRITICAL) >= 0)
                .map(Told::check).toList();
        if (!critical.isEmpty()) {
            throw Refusal.of(new OperationRefused("critical: " + String.join(", ", critical) + "; the lines above say what to do"));
        }
        return null;
    }

    private List<Told> ask() throws InvalidSyntaxException {
        List<Told> told = new ArrayList<>();
        for (ServiceReference<HealthCheck> reference : context.getServiceReferences(HealthCheck.class, null)) {
            HealthCheck check = context.getService(reference);
            if (check != null) {
                try {
                    Object name = reference.getProperty(HealthCheck.NAME);
                    told.add(new Told(name == null ? check.getClass().getName() : name.toString(), ask(check)));
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        told.sort(Comparator.comparing(Told::check));
        return told;
    }

    private static Result ask(HealthCheck check) {
        try {
            return check.execute();
        } catch (RuntimeException | LinkageError failure) {
            return new Result(Result.Status.HEALTH_CHECK_ERROR, "the check threw " + failure);
        }
    }

    private void describe(Told one, Columns columns) {
        boolean any = false;
        for (ResultLog.Entry entry : one.result()) {
            if (all || entry.getStatus() != Result.Status.OK) {
                columns.row(one.check(), entry.getStatus(), entry.getMessage());
                any = true;
            }
        }
        if (!any) {
            columns.row(one.check(), one.result().getStatus(), "-");
        }
    }
}
