// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.memory.Extent;
import backplane.memory.MemoryTable;
import java.util.function.Consumer;

/** The chains of one ring by the number that the driver knows them by. Each object is made once. Used by one worker. */
final class HeldChains {
    private final RingChain[] chains;
    private final int queue;
    private final ChainOwner owner;
    private final Extent extent = new Extent();
    private final RingLogging.Switch log = new RingLogging.Switch();
    private int held;
    private long takes;

    HeldChains(int size, int queue, ChainOwner owner) {
        chains = new RingChain[size];
        this.queue = queue;
        this.owner = owner;
    }

    /** Where the logging of all writes to chains is switched. */
    RingLogging.Switch log() {
        return log;
    }

    boolean isHeld(int id) {
        return chains[id] != null && chains[id].isHeld();
    }

    boolean isHandedBack(int id) {
        return isHeld(id) && chains[id].isHandedBack();
    }

    /** One that was taken once. */
    RingChain at(int id) {
        return chains[id];
    }

    RingChain take(int id) {
        RingChain chain = chains[id];
        if (chain == null) {
            chain = new RingChain(id, queue, owner, log);
            chains[id] = chain;
        }
        held++;
        chain.taken(takes++);
        return chain;
    }

    void giveUp(RingChain chain) {
        held--;
        chain.returned();
    }

    int held() {
        return held;
    }

    void rebind(MemoryTable memory) {
        forEach(chain -> chain.rebind(memory, extent));
    }

    void forEach(Consumer<RingChain> action) {
        for (RingChain chain : chains) {
            if (chain != null && chain.isHeld()) {
                action.accept(chain);
            }
        }
    }
}
