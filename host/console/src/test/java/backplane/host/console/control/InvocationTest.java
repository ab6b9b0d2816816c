// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which command the words mean, and that no argument is ever part of the text that a shell reads. */
@Tag("console")
class InvocationTest {
    private static final Set<String> COMMANDS = Set.of("vhost:list", "vhost:show", "gpio:poke", "gpio:show", "list:show");

    @ParameterizedTest
    @CsvSource({
            "list,                  vhost:list, ''",
            "vhost:list,            vhost:list, ''",
            "vhost list,            vhost:list, ''",
            "show gpio0,            vhost:show, gpio0",
            "gpio poke gpio0 3 1,   gpio:poke,  gpio0 3 1",
            "gpio:poke gpio0 3 1,   gpio:poke,  gpio0 3 1",
            "gpio:show gpio0,       gpio:show,  gpio0",
            "list show,             vhost:list, show"})
    void wordsThatMeanACommand(String words, String command, String arguments) {
        assertThat(find(words.split(" "))).hasValueSatisfying(found -> {
            assertThat(found.command()).isEqualTo(command);
            assertThat(String.join(" ", found.arguments())).isEqualTo(arguments);
        });
    }

    @ParameterizedTest
    @CsvSource({"nothing", "gpio", "gpio nothing", "gpio:nothing", "vhost", "poke gpio0 3 1", ":list", "gpio:", "''"})
    void wordsThatMeanNone(String words) {
        assertThat(find(words.split(" "))).isEmpty();
    }

    @Test
    void argumentsGoInAsVariables() {
        List<String> hostile = List.of("a b", "$x", "'", "\"", "`id`", "{c}", "[l]", "(e)", "| ; & > <", "*", "\\", "#", "ü\n", "");
        Invocation invocation = find(stream("vhost:show", hostile)).orElseThrow();
        assertThat(invocation.line()).matches("vhost:show( \\$[a-z.]+[0-9]+){14}");
        assertThat(invocation.variables().values()).containsExactlyElementsOf(hostile);
        assertThat(invocation.line()).isEqualTo("vhost:show $" + String.join(" $", invocation.variables().keySet()));
    }

    private static String[] stream(String command, List<String> arguments) {
        String[] words = new String[arguments.size() + 1];
        words[0] = command;
        System.arraycopy(arguments.toArray(), 0, words, 1, arguments.size());
        return words;
    }

    private static Optional<Invocation> find(String... words) {
        return Invocation.find(Arrays.asList(words), (scope, name) -> COMMANDS.contains(scope + ":" + name));
    }
}
