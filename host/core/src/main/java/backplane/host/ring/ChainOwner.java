// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;

/** Who hears of what a device does with its chains: the worker. {@code completed} and {@code handedBack} come from any thread. */
public interface ChainOwner {
    /** @param written already bounded by the chain's writable bytes */
    void completed(RingChain chain, long written);

    void handedBack(RingChain chain);

    /** A held chain lost its memory. On the worker. */
    void faulted(RingChain chain, ChainFault fault);
}
