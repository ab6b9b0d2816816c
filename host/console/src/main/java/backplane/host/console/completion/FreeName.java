// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.completion;

import backplane.operation.SlotOperations;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** A name that a new device could have: its type and the first free number. */
@Service
public final class FreeName implements Completer {
    @Reference
    SlotOperations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.valuesOf(this, session, line, candidates);
    }

    /** Never empty: Karaf completes a later argument only if the completers of the earlier ones have something to say. */
    @Override
    public void completeCandidates(Session session, CommandLine line, List<Candidate> candidates) {
        String type = Candidates.argument(line, 1);
        String stem = type.isEmpty() ? "device" : type;
        int free = IntStream.iterate(0, i -> i + 1).filter(i -> operations.slot(stem + i).isEmpty()).findFirst().orElseThrow();
        candidates.add(Candidates.whole(stem + free, "a free name"));
    }
}
