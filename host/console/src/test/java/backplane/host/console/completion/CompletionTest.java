// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.completion;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.console.FakeOperations;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is offered after which words; JLine leaves those that fit. */
@Tag("console")
class CompletionTest {
    private final FakeOperations host = new FakeOperations().with(FakeOperations.ready("gpio0", "/a"))
            .with(FakeOperations.ready("x", "/x"));
    private final DeviceNames devices = new DeviceNames();
    private final TypeNames types = new TypeNames();
    private final FreeName free = new FreeName();
    private final SettingKeys settings = new SettingKeys();

    @BeforeEach
    void inject() {
        devices.operations = host;
        types.operations = host;
        free.operations = host;
        settings.operations = host;
    }

    @Test
    void names() {
        assertThat(values(devices, "vhost:show", "")).containsExactly("gpio0", "x");
        assertThat(values(types, "vhost:create", "")).containsExactly("gpio");
    }

    @Test
    void aNewNameIsTheTypesFirstFreeOne() {
        assertThat(values(free, "vhost:create", "gpio", "")).containsExactly("gpio1");
    }

    @Test
    void keysOfTheTypeComeFirstAndItsNameIsNoKey() {
        assertThat(values(settings, "vhost:create", "gpio", "g", "")).containsExactly("lines=", "names=", "mode=");
        assertThat(values(settings, "vhost:create", "sound", "s", "")).containsExactly("mode=");
    }

    @Test
    void aKeyIsOfferedOnce() {
        assertThat(values(settings, "vhost:create", "gpio", "g", "lines=4", "")).containsExactly("names=", "mode=");
    }

    @Test
    void afterTheKeyComesWhatAppliesOtherwise() {
        assertThat(values(settings, "vhost:create", "gpio", "g", "lines=")).containsExactly("lines=", "lines=8", "names=", "mode=");
    }

    @Test
    void aBlankFollowsAWholeArgumentOnly() {
        assertThat(candidates(devices, line("vhost:show", ""))).allMatch(Candidate::complete);
        assertThat(candidates(settings, line("vhost:create", "gpio", "g", ""))).noneMatch(Candidate::complete);
    }

    /** Karaf asks about each argument that stands already, alone, and goes on only if there is an answer. */
    @Test
    void argumentsThatStandAreAccepted() {
        assertThat(candidates(types, new ArgumentCommandLine("gpio", 4))).isNotEmpty();
        assertThat(candidates(free, new ArgumentCommandLine("my-name", 7))).isNotEmpty();
        assertThat(candidates(settings, new ArgumentCommandLine("lines=4", 7))).isNotEmpty();
    }

    private static List<String> values(Completer completer, String... words) {
        List<String> values = new ArrayList<>();
        completer.complete(null, line(words), values);
        return values;
    }

    private static List<Candidate> candidates(Completer completer, CommandLine line) {
        List<Candidate> candidates = new ArrayList<>();
        completer.completeCandidates(null, line, candidates);
        return candidates;
    }

    /** The cursor is at the end of the last word. */
    private static CommandLine line(String... words) {
        return (CommandLine) Proxy.newProxyInstance(CommandLine.class.getClassLoader(), new Class<?>[] {CommandLine.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getArguments" -> words.clone();
                    case "getCursorArgumentIndex" -> words.length - 1;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
