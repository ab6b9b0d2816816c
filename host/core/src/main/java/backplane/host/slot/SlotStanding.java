// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.session.FrontendSession;
import backplane.operation.SlotState;

/** How a slot stands, from what it has. */
final class SlotStanding {
    private SlotStanding() {
    }

    /** @param open whether it has its socket */
    static SlotState of(boolean open, boolean connected, boolean seated, String problem) {
        if (!open || !connected && !seated && !problem.isEmpty()) {
            return SlotState.REFUSED;
        }
        if (connected) {
            return seated ? SlotState.CONNECTED : SlotState.PARKED;
        }
        return seated ? SlotState.READY : SlotState.EMPTY;
    }

    /** What is wrong: with the slot, or else with its front-end, if there is one. */
    static String wrong(String problem, FrontendSession session) {
        return session == null || !problem.isEmpty() ? problem : session.problem();
    }
}
