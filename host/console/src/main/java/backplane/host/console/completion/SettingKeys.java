// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.completion;

import backplane.operation.SettingView;
import backplane.operation.SlotOperations;
import backplane.operation.TypeView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** {@code key=value} of the type that the command line has already; the value offered is what applies if none is given. */
@Service
public final class SettingKeys implements Completer {
    @Reference
    SlotOperations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.valuesOf(this, session, line, candidates);
    }

    @Override
    public void completeCandidates(Session session, CommandLine line, List<Candidate> candidates) {
        String type = Candidates.argument(line, 1);
        String typed = Candidates.current(line);
        Set<String> given = Arrays.stream(line.getArguments()).filter(word -> word.indexOf('=') > 0 && !word.equals(typed))
                .map(word -> word.substring(0, word.indexOf('='))).collect(Collectors.toSet());
        settings(type).filter(setting -> !given.contains(setting.key())).forEach(setting -> {
            candidates.add(Candidates.start(setting.key() + "=", setting.help()));
            if (typed.startsWith(setting.key() + "=") && !setting.fallback().isEmpty()) {
                candidates.add(Candidates.whole(setting.key() + "=" + setting.fallback(), setting.allowed()));
            }
        });
    }

    /** The type's own first. The {@code type} is an argument of its own. */
    private Stream<SettingView> settings(String name) {
        Stream<SettingView> own = operations.types().stream().filter(type -> type.name().equals(name))
                .map(TypeView::settings).flatMap(List::stream);
        return Stream.concat(own, operations.slotSettings().stream()).filter(setting -> !setting.key().equals("type"));
    }
}
