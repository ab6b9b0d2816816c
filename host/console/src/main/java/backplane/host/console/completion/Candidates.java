// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.completion;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** Karaf's candidates, with what was typed so far. */
final class Candidates {
    private Candidates() {
    }

    /** A whole argument: a blank follows. */
    static Candidate whole(String value, String description) {
        return new Candidate(value, value, null, description, null, null, true);
    }

    /** The beginning of an argument: the operator goes on typing. */
    static Candidate start(String value, String description) {
        return new Candidate(value, value, null, description, null, null, false);
    }

    /** @return the argument of that number, 0 being the command's name, or empty */
    static String argument(CommandLine line, int index) {
        String[] words = line.getArguments();
        return index < words.length ? words[index] : "";
    }

    /** @return the argument that is being typed, or empty */
    static String current(CommandLine line) {
        return argument(line, line.getCursorArgumentIndex());
    }

    /** What the older of Karaf's two methods does by the newer. */
    static int valuesOf(Completer completer, Session session, CommandLine line, List<String> values) {
        List<Candidate> candidates = new ArrayList<>();
        completer.completeCandidates(session, line, candidates);
        candidates.forEach(candidate -> values.add(candidate.value()));
        return 0;
    }
}
