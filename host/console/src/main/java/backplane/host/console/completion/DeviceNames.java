// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.completion;

import backplane.operation.SlotOperations;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;

/** The devices that there are. */
@Service
public final class DeviceNames implements Completer {
    @Reference
    SlotOperations operations;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.valuesOf(this, session, line, candidates);
    }

    @Override
    public void completeCandidates(Session session, CommandLine line, List<Candidate> candidates) {
        operations.slots().forEach(slot -> candidates.add(Candidates.whole(slot.name(), slot.type())));
    }
}
