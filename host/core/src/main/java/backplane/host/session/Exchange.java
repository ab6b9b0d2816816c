// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.host.journal.JournalRejected;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.vhostuser.ProtocolFault;
import java.nio.ByteBuffer;
import java.util.List;

/** How messages come and answers go. On the control thread. */
interface Exchange {
    /**
     * Before the first message.
     *
     * @return what the front-end told a process before this one, each message the caller's to close; empty for a new front-end
     */
    List<FrontendMessage> begin() throws KernelFault, JournalRejected;

    /** All that {@link #begin} returned was served again: the message and the answer on which the former process died are next. */
    void resumed() throws KernelFault;

    /** As {@link MessageReader#next}. */
    FrontendMessage next() throws ProtocolFault, KernelFault;

    /**
     * A message is done with.
     *
     * @param holds   whether it was accepted
     * @param payload what it is answered with, or null if it is not
     */
    void answer(FrontendMessage message, boolean holds, ByteBuffer payload) throws KernelFault;

    /** Answers with a descriptor, which stays the caller's. */
    void answer(FrontendMessage message, ByteBuffer payload, OwnedFd fd) throws KernelFault;

    /** The session is over. */
    void end();
}
