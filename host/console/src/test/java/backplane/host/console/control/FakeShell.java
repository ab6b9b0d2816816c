// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;

/** Karaf's shell with commands of a test's choice: enough of it for {@link CommandRun}. */
final class FakeShell {
    /** What a command does. */
    interface Work {
        void run(List<String> arguments, PrintStream out) throws Exception;
    }

    private final Map<String, Work> commands = new ConcurrentHashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    FakeShell with(String command, Work work) {
        commands.put(command, work);
        return this;
    }

    SessionFactory sessions() {
        Registry registry = fake(Registry.class, (name, arguments) -> switch (name) {
            case "getCommand" -> command(arguments[0] + ":" + arguments[1]);
            case "getCommands" -> commands.keySet().stream().map(FakeShell::named).toList();
            default -> null;
        });
        return fake(SessionFactory.class, (name, arguments) ->
                name.equals("getRegistry") ? registry : session((PrintStream) arguments[1]));
    }

    /** Returns when somebody has looked for a command. */
    void awaitQuestion() {
        try {
            asked.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private Command command(String name) {
        Command found = commands.containsKey(name) ? fake(Command.class, (n, a) -> null) : null;
        asked.countDown();
        return found;
    }

    private Session session(PrintStream out) {
        Map<String, Object> variables = new HashMap<>();
        return fake(Session.class, (name, arguments) -> {
            if (name.equals("put")) {
                variables.put((String) arguments[0], arguments[1]);
            } else if (name.equals("execute")) {
                List<String> words = new ArrayList<>(Arrays.asList(arguments[0].toString().split(" ")));
                Work work = commands.get(words.remove(0));
                work.run(words.stream().map(word -> (String) variables.get(word.substring(1))).toList(), out);
            }
            return null;
        });
    }

    private static Command named(String command) {
        String[] parts = command.split(":");
        return fake(Command.class, (name, arguments) -> switch (name) {
            case "getScope" -> parts[0];
            case "getName" -> parts[1];
            default -> "does " + parts[1];
        });
    }

    private interface Answer {
        Object to(String method, Object... arguments) throws Exception;
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
