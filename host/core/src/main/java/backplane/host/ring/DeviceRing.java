// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRegion;
import backplane.host.inflight.InflightRejected;
import backplane.host.inflight.PackedInflight;
import backplane.host.inflight.SplitInflight;
import backplane.memory.MemoryTable;
import java.util.function.Consumer;

/** The device's side of a started virtqueue, whatever its format. Used by one worker. */
public interface DeviceRing {
    /**
     * Takes a vring over.
     *
     * @param queue    its index
     * @param inflight where the front-end has what is out kept, whose chains are popped first; null if it does not
     * @throws InflightRejected if the table is of another ring
     */
    static DeviceRing start(int queue, VringSettings settings, MemoryTable memory, InflightRegion inflight, ChainOwner owner)
            throws InflightRejected {
        DeviceRing ring = switch (settings.format()) {
            case SPLIT -> new SplitRing(queue, settings, memory,
                    inflight == null ? null : new SplitInflight(inflight.bytes(), inflight.entries()), owner);
            case PACKED -> new PackedRing(queue, settings, memory,
                    inflight == null ? null : new PackedInflight(inflight.bytes(), inflight.entries()), owner);
        };
        return settings.inOrder() ? new InOrderRing(ring) : ring;
    }

    /**
     * Takes the next chain that the driver has made available.
     *
     * @return null if there is none. A chain that was built wrongly is returned with {@link #takeFault()} set: the caller
     *         returns it to the driver without offering it.
     * @throws RingBroken if the driver broke the ring itself
     */
    RingChain pop();

    /** What was wrong with the chain that {@link #pop} just returned, or null; asking clears it. */
    ChainFault takeFault();

    /** Returns a chain. The driver sees it after {@link #publish()}. */
    void push(RingChain chain, long written);

    /** Forgets a chain of a broken ring, whose driver is not told anything any more. */
    void abandon(RingChain chain);

    /**
     * Shows the driver all that was pushed.
     *
     * @return whether the driver is to be called
     */
    boolean publish();

    /** The driver need not kick: we look anyway. */
    void kicksOff();

    /**
     * Whether a chain has come. Changes nothing for the driver.
     *
     * @throws RingBroken as {@link #pop}
     */
    boolean hasMore();

    /**
     * Asks for a kick.
     *
     * @return whether a chain came in between, for which no kick may come any more
     * @throws RingBroken as {@link #pop}
     */
    boolean kicksOn();

    /** Goes over to another generation of the memory table. */
    void rebind(VringSettings.Parts parts, MemoryTable memory);

    /** Takes the bytes away from all chains that are out: a device that still writes to one gets a ChainFault. */
    void loseMemory();

    /** From now on writes are marked as {@code logging} says. */
    void log(RingLogging logging);

    /** The front-end is about to hear the base, and knows by it where to go on. */
    void settle();

    /**
     * Has chains that were handed back stay in the ring as if nobody had taken them, from the youngest to the first one that cannot: it is
     * not out any more, or a younger one is.
     */
    default void putBack() {
    }

    /** Where it goes on: what GET_VRING_BASE answers, 0 to 2^32-1. */
    long base();

    /** Whether nothing has gone through yet, as after the guest's reset. */
    boolean isFresh();

    /** Chains taken and not returned. */
    int held();

    int size();

    /** Calls {@code action} for each chain that is out. The action may return the chain. */
    void forEachHeld(Consumer<RingChain> action);
}
