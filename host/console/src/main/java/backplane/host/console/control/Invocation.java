// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * A command that exists, and its arguments.
 *
 * @param command {@code scope:name}
 */
record Invocation(String command, List<String> arguments) {
    private static final String VARIABLE = "vhostctl.argument.";

    /**
     * Finds the command that the words mean: {@code scope:name ...}, or {@code name ...} of the usual scope, or
     * {@code scope name ...}, in that order.
     *
     * @param exists whether there is a command of a scope and name
     */
    static Optional<Invocation> find(List<String> words, BiPredicate<String, String> exists) {
        String first = words.get(0);
        int colon = first.indexOf(':');
        if (colon >= 0) {
            return of(first.substring(0, colon), first.substring(colon + 1), words.subList(1, words.size()), exists);
        }
        Optional<Invocation> usual = of(CommandRun.USUAL_SCOPE, first, words.subList(1, words.size()), exists);
        if (usual.isPresent() || words.size() == 1) {
            return usual;
        }
        return of(first, words.get(1), words.subList(2, words.size()), exists);
    }

    private static Optional<Invocation> of(String scope, String name, List<String> arguments, BiPredicate<String, String> exists) {
        return exists.test(scope, name) ? Optional.of(new Invocation(scope + ":" + name, List.copyOf(arguments))) : Optional.empty();
    }

    /** What the shell executes: the command and the names of its arguments. */
    String line() {
        return variables().keySet().stream().map(name -> " $" + name).reduce(command, String::concat);
    }

    /** The arguments by the names that {@link #line()} has. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        arguments.forEach(argument -> variables.put(VARIABLE + variables.size(), argument));
        return variables;
    }
}
