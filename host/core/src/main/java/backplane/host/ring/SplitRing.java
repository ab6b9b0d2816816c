// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRejected;
import backplane.host.inflight.SplitInflight;
import backplane.memory.Extent;
import backplane.memory.MemoryTable;
import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqUsed;
import backplane.virtio.VirtqUsedElem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * A started split virtqueue (VIRTIO 1.4, "Split Virtqueues"). Used by one worker. Three indices, all free-running modulo 2^16:
 * what the driver has made available, what we have taken, and what we have returned.
 */
public final class SplitRing {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INDEX = 0xffff;

    private final int queue;
    private final ChainOwner owner;
    private final int size;
    private final ChainWalker walker = new ChainWalker();
    private final Extent extent = new Extent();
    private final RingChain[] chains;
    private final NotificationControl notifications;
    private VringSettings settings;
    private MemoryTable memory;
    private int nextAvail;
    private int seenAvail;
    private int nextUsed;
    private int publishedUsed;
    private int held;
    private ChainFault fault;
    private final SplitInflight inflight;
    private final ArrayDeque<Integer> recovered = new ArrayDeque<>();

    /**
     * Begins where the settings say, or behind the chains that were out when the back-end before us died: those are popped first.
     * The used index is what the ring has in memory: the driver owns no other copy of it.
     *
     * @param inflight the table of what is out, null if nobody keeps one
     * @throws InflightRejected if the table is of another ring
     */
    public SplitRing(int queue, VringSettings settings, MemoryTable memory, SplitInflight inflight, ChainOwner owner)
            throws InflightRejected {
        this.inflight = inflight;
        this.queue = queue;
        this.settings = settings;
        this.memory = memory;
        this.owner = owner;
        size = settings.size();
        chains = new RingChain[size];
        notifications = new NotificationControl(settings);
        nextAvail = settings.base() & INDEX;
        nextUsed = (short) LE16.getAcquire(settings.parts().used(), VirtqUsed.IDX.offset()) & INDEX;
        publishedUsed = nextUsed;
        recover();
        seenAvail = nextAvail;
    }

    /** A front-end that lost its back-end does not know the base; what the driver has seen and what was out tell it. */
    private void recover() throws InflightRejected {
        if (inflight == null) {
            return;
        }
        recovered.addAll(inflight.open(nextUsed));
        for (int head : recovered) {
            if (head >= size) {
                throw new InflightRejected("the in-flight table names descriptor " + head + " of " + size);
            }
        }
        if (!recovered.isEmpty()) {
            nextAvail = nextUsed + recovered.size() & INDEX;
        }
    }

    /**
     * Takes the next chain that the driver has made available.
     *
     * @return null if there is none. A chain that was built wrongly is returned with {@link #takeFault()} set: the caller
     *         returns it to the driver without offering it.
     * @throws RingBroken if the available index jumped by more than the ring's size, or names a head that is not there or is out
     */
    public RingChain pop() {
        if (!recovered.isEmpty()) {
            return take(recovered.poll());
        }
        if (nextAvail == seenAvail && !look()) {
            return null;
        }
        int slot = nextAvail & size - 1;
        int head = (short) LE16.get(settings.parts().available(), VirtqAvail.entry(slot)) & INDEX;
        if (head >= size) {
            throw new RingBroken("available entry " + slot + " names descriptor " + head + " of " + size);
        }
        if (chainOf(head).isHeld()) {
            throw new RingBroken("available entry " + slot + " names descriptor " + head + ", which has not been returned yet");
        }
        nextAvail = nextAvail + 1 & INDEX;
        if (inflight != null) {
            inflight.taken(head);
        }
        return take(head);
    }

    private RingChain take(int head) {
        RingChain chain = chainOf(head);
        held++;
        chain.taken();
        try {
            walker.walk(chain, settings, memory);
        } catch (ChainFault broken) {
            fault = broken;
        }
        return chain;
    }

    /** What was wrong with the chain that {@link #pop} just returned, or null; asking clears it. */
    public ChainFault takeFault() {
        ChainFault taken = fault;
        fault = null;
        return taken;
    }

    /** Returns a chain. The driver sees it after {@link #publish()}. */
    public void push(RingChain chain, long written) {
        int at = VirtqUsed.entry(nextUsed & size - 1);
        VirtqUsedElem.ID.put(settings.parts().used(), at, chain.head());
        VirtqUsedElem.LEN.put(settings.parts().used(), at, written);
        if (inflight != null) {
            inflight.returning(chain.head());
        }
        nextUsed = nextUsed + 1 & INDEX;
        held--;
        chain.returned();
    }

    /** Forgets a chain of a broken ring, whose driver is not told anything any more. */
    public void abandon(RingChain chain) {
        held--;
        chain.returned();
    }

    /** Takes the bytes away from all chains that are out: a device that still writes to one gets a ChainFault. */
    public void loseMemory() {
        memory = MemoryTable.EMPTY;
        forEachHeld(chain -> chain.rebind(memory, extent));
    }

    /**
     * Shows the driver all that was pushed.
     *
     * @return whether the driver is to be called
     */
    public boolean publish() {
        if (nextUsed == publishedUsed) {
            return false;
        }
        LE16.setRelease(settings.parts().used(), VirtqUsed.IDX.offset(), (short) nextUsed);
        publishedUsed = nextUsed;
        if (inflight != null) {
            inflight.published(nextUsed);
        }
        return notifications.callWanted(nextUsed);
    }

    /** The driver need not kick: we look anyway. */
    public void kicksOff() {
        notifications.kicksOff();
    }

    /**
     * Asks for a kick.
     *
     * @return whether a chain came in between, for which no kick may come any more
     * @throws RingBroken as {@link #pop}
     */
    public boolean kicksOn() {
        notifications.kicksOn(nextAvail);
        return look();
    }

    /** Goes over to another generation of the memory table. */
    public void rebind(VringSettings.Parts parts, MemoryTable newMemory) {
        settings = new VringSettings(size, settings.base(), parts, settings.eventIdx(), settings.indirect());
        memory = newMemory;
        notifications.rebind(parts);
        forEachHeld(chain -> chain.rebind(newMemory, extent));
    }

    /** The next available index to take, 0 to 65535: what GET_VRING_BASE answers. */
    public int base() {
        return nextAvail;
    }

    /** Chains taken and not returned. */
    public int held() {
        return held;
    }

    public int size() {
        return size;
    }

    /** Calls {@code action} for each chain that is out, by head. The action may return the chain. */
    public void forEachHeld(Consumer<RingChain> action) {
        for (RingChain chain : chains) {
            if (chain != null && chain.isHeld()) {
                action.accept(chain);
            }
        }
    }

    private boolean look() {
        seenAvail = (short) LE16.getAcquire(settings.parts().available(), VirtqAvail.IDX.offset()) & INDEX;
        int waiting = seenAvail - nextAvail & INDEX;
        if (waiting > size) {
            throw new RingBroken("the available index went to " + seenAvail + ", " + waiting
                    + " past what was taken, in a ring of " + size);
        }
        return waiting > 0;
    }

    private RingChain chainOf(int head) {
        RingChain chain = chains[head];
        if (chain == null) {
            chain = new RingChain(head, queue, owner);
            chains[head] = chain;
        }
        return chain;
    }
}
