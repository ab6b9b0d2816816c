// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRejected;
import backplane.host.inflight.PackedInflight;
import backplane.memory.MemoryTable;
import backplane.virtio.PackedDesc;
import backplane.virtio.VirtqDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * A started packed virtqueue (VIRTIO 1.4, "Packed Virtqueues"). Used by one worker. Driver and device go round one ring of descriptors;
 * what was used lies between the two positions of ours, {@link PackedPosition}s both.
 */
public final class PackedRing implements DeviceRing {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ENTRY = PackedDesc.LAYOUT.size();
    private static final int FLAGS = PackedDesc.FLAGS.offset();
    private static final int ROUND = PackedDesc.F_AVAIL | PackedDesc.F_USED;
    private static final int NONE = -1;

    private final int size;
    private final PackedWalker walker = new PackedWalker();
    private final HeldChains chains;
    private final RingLogging.Switch log;
    private final PackedNotification notifications;
    private final PackedInflight inflight;
    private final ArrayDeque<PackedInflight.Chain> recovered = new ArrayDeque<>();
    private VringSettings settings;
    private MemoryTable memory;
    private int nextAvail;
    private int nextUsed;
    private int slotsTaken;
    private int batchAt = NONE;
    private int batchFlags;
    private boolean shown;
    private ChainFault fault;

    /**
     * Begins where the settings say, or where the in-flight table does: the ring's memory tells less than a split one's. The chains that
     * were out when the back-end before us died are popped first.
     *
     * @param inflight the table of what is out, null if nobody keeps one
     * @throws InflightRejected if the table is of another ring
     */
    public PackedRing(int queue, VringSettings settings, MemoryTable memory, PackedInflight inflight, ChainOwner owner)
            throws InflightRejected {
        this.settings = settings;
        this.memory = memory;
        this.inflight = inflight;
        size = settings.size();
        chains = new HeldChains(size, queue, owner);
        log = chains.log();
        notifications = new PackedNotification(settings, log);
        nextAvail = PackedPosition.available(settings.base());
        nextUsed = PackedPosition.used(settings.base());
        if (inflight != null) {
            recover();
        }
    }

    private void recover() throws InflightRejected {
        long base = settings.base();
        recovered.addAll(inflight.open(PackedPosition.slot(nextUsed), PackedPosition.wrap(nextUsed),
                slot -> slot >= size || (flagsAt(slot) & ROUND) != PackedDesc.available(inflight.oldUsedWrap())));
        int slots = recovered.stream().mapToInt(chain -> chain.descriptors().size()).sum();
        if (inflight.usedSlot() >= size || slots > size) {
            throw new InflightRejected("the in-flight table is at slot " + inflight.usedSlot() + " with " + slots
                    + " slots out; the ring has " + size);
        }
        nextUsed = PackedPosition.of(inflight.usedSlot(), inflight.usedWrap());
        if (nextUsed != PackedPosition.used(base) || slots > 0) {
            nextAvail = PackedPosition.advance(nextUsed, slots, size);
        }
        slotsTaken = slots;
    }

    @Override
    public RingChain pop() {
        if (!recovered.isEmpty()) {
            return takeRecovered(recovered.poll());
        }
        if (!look()) {
            return null;
        }
        if (inflight != null) {
            // Its table has one list of free entries, which is not to be taken from while a batch is on its way back.
            show();
        }
        int slot = PackedPosition.slot(nextAvail);
        walker.load(settings, slot, size - slotsTaken);
        int id = walker.id();
        if (chains.isHeld(id)) {
            throw new RingBroken("the chain at slot " + slot + " has the buffer id " + id + ", which has not been returned yet");
        }
        int slots = walker.descriptors();
        nextAvail = PackedPosition.advance(nextAvail, slots, size);
        slotsTaken += slots;
        return take(id, slots, inflight == null ? 0 : note());
    }

    private int note() {
        inflight.begin();
        for (int i = 0; i < walker.descriptors(); i++) {
            inflight.add(walker.address(i), walker.length(i), walker.id(i), walker.flags(i), i + 1 == walker.descriptors());
        }
        return inflight.end();
    }

    private RingChain takeRecovered(PackedInflight.Chain chain) {
        if (chain.id() >= size || chains.isHeld(chain.id())) {
            throw new RingBroken("the in-flight table has the buffer id " + chain.id() + " twice, or not in a ring of " + size);
        }
        walker.begin();
        chain.descriptors().forEach(d -> walker.put(d.address(), d.length(), d.id(), d.flags()));
        return take(chain.id(), chain.descriptors().size(), chain.entry());
    }

    private RingChain take(int id, int slots, int entry) {
        RingChain chain = chains.take(id);
        chain.place(slots, entry);
        try {
            walker.build(chain, settings, memory);
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

    /** The flags of a batch's first descriptor are written last, by {@link #publish}: the driver looks at it before the others. */
    @Override
    public void push(RingChain chain, long written) {
        ByteBuffer ring = settings.parts().descriptors();
        int at = PackedPosition.slot(nextUsed) * ENTRY;
        int flags = PackedDesc.used(PackedPosition.wrap(nextUsed)) | (written > 0 ? VirtqDesc.F_WRITE : 0);
        PackedDesc.ID.put(ring, at, chain.head());
        PackedDesc.LEN.put(ring, at, written);
        if (batchAt == NONE) {
            batchAt = at;
            batchFlags = flags;
        } else {
            PackedDesc.FLAGS.put(ring, at, flags);
        }
        log.wroteDescriptor(at, ENTRY);
        nextUsed = PackedPosition.advance(nextUsed, chain.slots(), size);
        slotsTaken -= chain.slots();
        notifications.used(chain.slots());
        if (inflight != null) {
            inflight.returning(chain.entry(), PackedPosition.slot(nextUsed), PackedPosition.wrap(nextUsed));
        }
        chains.giveUp(chain);
    }

    @Override
    public void abandon(RingChain chain) {
        chains.giveUp(chain);
    }

    @Override
    public boolean publish() {
        show();
        boolean any = shown;
        shown = false;
        return any && notifications.callWanted(nextUsed);
    }

    private void show() {
        if (batchAt == NONE) {
            return;
        }
        Publication.put16(settings.parts().descriptors(), batchAt + FLAGS, batchFlags);
        log.wroteDescriptor(batchAt, ENTRY);
        batchAt = NONE;
        shown = true;
        if (inflight != null) {
            inflight.published();
        }
    }

    @Override
    public void kicksOff() {
        notifications.kicksOff();
    }

    @Override
    public boolean hasMore() {
        return look();
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
    public void loseMemory() {
        memory = MemoryTable.EMPTY;
        chains.rebind(memory);
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
    public long base() {
        return PackedPosition.base(nextAvail, nextUsed);
    }

    @Override
    public boolean isFresh() {
        return base() == RingFormat.PACKED.start();
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

    /** Whether the next descriptor is available: the acquire goes with the driver's release of a chain's first flags. */
    private boolean look() {
        return (flagsAt(PackedPosition.slot(nextAvail)) & ROUND) == PackedDesc.available(PackedPosition.wrap(nextAvail));
    }

    private int flagsAt(int slot) {
        return (short) LE16.getAcquire(settings.parts().descriptors(), slot * ENTRY + FLAGS) & 0xffff;
    }
}
