// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.kernel.OwnedFd;
import backplane.vhostuser.FrontendRequest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One message of the front-end. On the control thread.
 *
 * @param code      the request's number as it came
 * @param request   its row, null for a number that has none
 * @param needReply whether the front-end waits for an answer
 * @param payload   from position 0 to its limit, in this machine's byte order
 * @param fds       what came with it; whoever keeps one removes it, the session closes the others
 */
public record FrontendMessage(long code, FrontendRequest request, boolean needReply, ByteBuffer payload, List<OwnedFd> fds) {
    /** The only descriptor, which the caller owns from now on, or null if none came. */
    public OwnedFd takeFd() {
        return fds.isEmpty() ? null : fds.remove(0);
    }

    public void closeFds() {
        fds.forEach(OwnedFd::close);
        fds.clear();
    }

    @Override
    public String toString() {
        return request == null ? "request " + code : request.name();
    }
}
