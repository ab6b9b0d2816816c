// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;

/** Makes two connected stream sockets (socketpair(2)), for the channels of which a front-end sends one end. */
public interface SocketPairs {
    Pair open() throws KernelFault;

    /**
     * @param ours   the end that the test keeps, or reads from
     * @param theirs the end that is sent away, or written to
     */
    record Pair(OwnedFd ours, OwnedFd theirs) {
    }
}
