// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import backplane.host.console.frame.ExitStatus;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the words of a command line in a shell session of their own. The arguments go in as variables of the session and not
 * as text, so the shell has nothing to interpret in them: each arrives as it was typed, whatever is in it.
 */
final class CommandRun {
    /** The scope that need not be named. */
    static final String USUAL_SCOPE = "vhost";
    private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);
    /** Where Karaf reads a command's arguments; what is thrown there, the command has not seen. */
    private static final String ARGUMENT_READER = "org.apache.karaf.shell.impl.action.command.";

    private final SessionFactory sessions;
    private final StartUp startUp;

    CommandRun(SessionFactory sessions, StartUp startUp) {
        this.sessions = sessions;
        this.startUp = startUp;
    }

    ExitStatus run(Role role, List<String> words, PrintStream out, PrintStream err) {
        Registry registry = sessions.getRegistry();
        if (words.equals(List.of("help"))) {
            list(registry, out);
            return ExitStatus.OK;
        }
        Optional<Invocation> found = find(words, registry);
        if (found.isEmpty()) {
            err.println("vhostctl: there is no command '" + words.get(0) + "'; 'vhostctl help' lists all");
            return ExitStatus.USAGE;
        }
        if (!role.may(found.get().command())) {
            err.println("vhostctl: " + found.get().command() + " is for operators; your group may only look (backplane.control.role)");
            return ExitStatus.REFUSED;
        }
        return execute(found.get(), out, err);
    }

    /** A command that is not there in a host that still starts is waited for. */
    private Optional<Invocation> find(List<String> words, Registry registry) {
        try {
            Optional<Invocation> found;
            do {
                found = Invocation.find(words, (scope, name) -> registry.getCommand(scope, name) != null);
            } while (found.isEmpty() && startUp.awaitMore());
            return found;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private ExitStatus execute(Invocation invocation, PrintStream out, PrintStream err) {
        LOG.debug("vhostctl runs {}", invocation);
        Session session = sessions.create(InputStream.nullInputStream(), out, err);
        try {
            invocation.variables().forEach(session::put);
            session.execute(invocation.line());
            return ExitStatus.OK;
        } catch (CommandException refused) {
            err.println(refused.getMessage());
            if (!isUsage(refused)) {
                return ExitStatus.REFUSED;
            }
            err.println("Try: vhostctl " + invocation.command() + " --help");
            return ExitStatus.USAGE;
        } catch (Exception | LinkageError failed) {
            LOG.info("{} failed", invocation.command(), failed);
            err.println(invocation.command() + ": " + (failed.getMessage() == null ? failed.toString() : failed.getMessage()));
            return ExitStatus.REFUSED;
        } finally {
            session.close();
        }
    }

    private static boolean isUsage(CommandException refused) {
        StackTraceElement[] trace = refused.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(ARGUMENT_READER);
    }

    /** All commands, the host's own first. */
    private static void list(Registry registry, PrintStream out) {
        registry.getCommands().stream()
                .sorted(Comparator.comparing((Command command) -> !command.getScope().equals(USUAL_SCOPE))
                        .thenComparing(Command::getScope).thenComparing(Command::getName))
                .forEach(command -> out.printf("%-32s %s%n", command.getScope() + ":" + command.getName(), command.getDescription()));
    }
}
