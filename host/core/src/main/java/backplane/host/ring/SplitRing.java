// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRejected;
import backplane.host.inflight.SplitInflight;
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
public final class SplitRing implements DeviceRing {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INDEX = 0xffff;

    private final int size;
    private final ChainWalker walker = new ChainWalker();
    private final HeldChains chains;
    private final RingLogging.Switch log;
    private final NotificationControl notifications;
    private VringSettings settings;
    private MemoryTable memory;
    private int nextAvail;
    private int seenAvail;
    private int nextUsed;
    private int publishedUsed;
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
        this.settings = settings;
        this.memory = memory;
        size = settings.size();
        chains = new HeldChains(size, queue, owner);
        log = chains.log();
        notifications = new NotificationControl(settings, log);
        nextAvail = (int) settings.base() & INDEX;
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

    @Override
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
        if (chains.isHeld(head)) {
            throw new RingBroken("available entry " + slot + " names descriptor " + head + ", which has not been returned yet");
        }
        nextAvail = nextAvail + 1 & INDEX;
        if (inflight != null) {
            inflight.taken(head);
        }
        return take(head);
    }

    private RingChain take(int head) {
        RingChain chain = chains.take(head);
        try {
            walker.walk(chain, settings, memory);
        } catch (ChainFault broken) {
            fault = broken;
        }
        return chain;
    }

    @Override
    public ChainFault takeFault() {
        ChainFault taken = fault;
        fault = null;
        return taken;
    }

    @Override
    public void push(RingChain chain, long written) {
        int at = VirtqUsed.entry(nextUsed & size - 1);
        VirtqUsedElem.ID.put(settings.parts().used(), at, chain.head());
        VirtqUsedElem.LEN.put(settings.parts().used(), at, written);
        log.wroteUsed(at, VirtqUsedElem.LAYOUT.size());
        if (inflight != null) {
            inflight.returning(chain.head());
        }
        nextUsed = nextUsed + 1 & INDEX;
        chains.giveUp(chain);
    }

    @Override
    public void putBack() {
        RingChain youngest = youngest();
        while (youngest != null) {
            nextAvail = nextAvail - 1 & INDEX;
            if (inflight != null) {
                inflight.putBack(youngest.head());
            }
            chains.giveUp(youngest);
            youngest = youngest();
        }
    }

    /** The chain of the last available entry that was taken, if it was handed back; the driver may have changed the entry. */
    private RingChain youngest() {
        int head = (short) LE16.get(settings.parts().available(), VirtqAvail.entry(nextAvail - 1 & size - 1)) & INDEX;
        return head < size && chains.isHandedBack(head) ? chains.at(head) : null;
    }

    @Override
    public void abandon(RingChain chain) {
        chains.giveUp(chain);
    }

    @Override
    public void loseMemory() {
        memory = MemoryTable.EMPTY;
        chains.rebind(memory);
    }

    @Override
    public boolean publish() {
        if (nextUsed == publishedUsed) {
            return false;
        }
        Publication.put16(settings.parts().used(), VirtqUsed.IDX.offset(), nextUsed);
        log.wroteUsed(VirtqUsed.IDX.offset(), Short.BYTES);
        publishedUsed = nextUsed;
        if (inflight != null) {
            inflight.published(nextUsed);
        }
        return notifications.callWanted(nextUsed);
    }

    @Override
    public void kicksOff() {
        notifications.kicksOff();
    }

    @Override
    public boolean hasMore() {
        return nextAvail != seenAvail || look();
    }

    @Override
    public boolean kicksOn() {
        notifications.kicksOn(nextAvail);
        return look();
    }

    @Override
    public void rebind(VringSettings.Parts parts, MemoryTable newMemory) {
        settings = settings.in(parts);
        memory = newMemory;
        notifications.rebind(parts);
        chains.rebind(newMemory);
    }

    @Override
    public void log(RingLogging logging) {
        log.set(logging);
    }

    @Override
    public void settle() {
        if (inflight != null) {
            inflight.settle();
        }
    }

    @Override
    public boolean isFresh() {
        return nextAvail == 0;
    }

    @Override
    public long base() {
        return nextAvail;
    }

    @Override
    public int held() {
        return chains.held();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEachHeld(Consumer<RingChain> action) {
        chains.forEach(action);
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
}
