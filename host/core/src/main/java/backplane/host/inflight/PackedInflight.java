// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import backplane.host.inflight.PackedInflightLayout.Entry;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The in-flight table of a packed ring, step by step as the specification has it (vhost-user, "Inflight I/O tracking"). A packed ring
 * forgets a descriptor once another is used in its place, so the table keeps the descriptors themselves. The region belongs to the
 * front-end, too: it is read and checked once, by {@link #open}, and the links are ours from then on.
 *
 * <pre>
 *   begin, add, end:        a chain's entries leave the free list            before the device gets it
 *   returning(entry, pos):  they go back, and used_idx goes on               before the ring's descriptor shows it
 *   published():            inflight = 0 for each of the batch, old_* = *    after it
 * </pre>
 */
public final class PackedInflight {
    private static final int VERSION = 1;

    private final ByteBuffer region;
    private final int size;
    private final int[] next;
    private final int[] last;
    private final int[] batch;
    private int batched;
    private int freeHead;
    private int oldFreeHead;
    private int usedSlot;
    private boolean usedWrap;
    private int out;
    private long counter;

    /** One descriptor of a chain that was out. */
    public record Descriptor(long address, long length, int id, int flags) {
    }

    /** A chain that was out. @param entry its first */
    public record Chain(int entry, List<Descriptor> descriptors) {
        /** In the chain's last descriptor. */
        public int id() {
            return descriptors.get(descriptors.size() - 1).id();
        }
    }

    /**
     * @param region at least {@link #bytes} of it
     * @param size   the table's entries
     */
    public PackedInflight(ByteBuffer region, int size) {
        this.region = region;
        this.size = size;
        next = new int[size];
        last = new int[size];
        batch = new int[size];
    }

    /** How large a region has to be. */
    public static int bytes(int size) {
        return PackedInflightLayout.size(size);
    }

    /**
     * Opens the table before the ring starts. A new one begins at the slot given; an old one knows better, and {@link #usedSlot()} and
     * {@link #usedWrap()} tell.
     *
     * @param showsUsed whether the driver can see that a slot was used: the slot's flags are not those of an available descriptor in the
     *                  round of {@link #oldUsedWrap()}
     * @return the chains that were out, in the order in which they were taken
     * @throws InflightRejected if the table is of another ring, or no table
     */
    public List<Chain> open(int slot, boolean wrap, IntPredicate showsUsed) throws InflightRejected {
        int version = PackedInflightLayout.VERSION.get(region, 0);
        if (version == 0) {
            begin(slot, wrap);
            return List.of();
        }
        int entries = PackedInflightLayout.DESC_NUM.get(region, 0);
        if (version != VERSION || entries != size) {
            throw new InflightRejected("the in-flight table is of version " + version + " and has " + entries
                    + " entries; " + size + " are expected, and there is only version " + VERSION);
        }
        finishLastBatch(showsUsed);
        return chains();
    }

    private void begin(int slot, boolean wrap) {
        usedSlot = slot;
        usedWrap = wrap;
        for (int i = 0; i < size; i++) {
            next[i] = i + 1;
            Entry.NEXT.put(region, PackedInflightLayout.entry(i), i + 1);
            Entry.INFLIGHT.put(region, PackedInflightLayout.entry(i), 0);
        }
        PackedInflightLayout.DESC_NUM.put(region, 0, size);
        PackedInflightLayout.FREE_HEAD.put(region, 0, 0);
        noteUsed();
        settleOld();
        VarHandle.releaseFence();
        PackedInflightLayout.VERSION.put(region, 0, VERSION);
    }

    /** The slot that is used next. */
    public int usedSlot() {
        return usedSlot;
    }

    public boolean usedWrap() {
        return usedWrap;
    }

    /** The round of the slot that {@code showsUsed} of {@link #open} is asked about. */
    public boolean oldUsedWrap() {
        return PackedInflightLayout.OLD_USED_WRAP.get(region, 0) != 0;
    }

    /** The first descriptor of a chain is about to come. */
    public void begin() {
        int at = PackedInflightLayout.entry(oldFreeHead);
        Entry.NUM.put(region, at, 0);
        Entry.COUNTER.put(region, at, counter++);
        VarHandle.releaseFence();
        Entry.INFLIGHT.put(region, at, 1);
    }

    /** @param isLast whether the chain ends with it */
    public void add(long address, long length, int id, int flags, boolean isLast) {
        int head = PackedInflightLayout.entry(oldFreeHead);
        if (isLast) {
            last[oldFreeHead] = freeHead;
            Entry.LAST.put(region, head, freeHead);
        }
        Entry.NUM.put(region, head, Entry.NUM.get(region, head) + 1 & 0xffff);
        int at = PackedInflightLayout.entry(freeHead);
        Entry.ADDR.put(region, at, address);
        Entry.LEN.put(region, at, length);
        Entry.FLAGS.put(region, at, flags);
        Entry.ID.put(region, at, id);
        VarHandle.releaseFence();
        freeHead = next[freeHead];
        PackedInflightLayout.FREE_HEAD.put(region, 0, freeHead);
    }

    /** @return the chain's first entry */
    public int end() {
        int entry = oldFreeHead;
        VarHandle.releaseFence();
        oldFreeHead = freeHead;
        PackedInflightLayout.OLD_FREE_HEAD.put(region, 0, freeHead);
        out++;
        return entry;
    }

    /** A chain is returned; the driver cannot see it, yet. @param slot what is used next, after it */
    public void returning(int entry, int slot, boolean wrap) {
        next[last[entry]] = freeHead;
        Entry.NEXT.put(region, PackedInflightLayout.entry(last[entry]), freeHead);
        VarHandle.releaseFence();
        freeHead = entry;
        PackedInflightLayout.FREE_HEAD.put(region, 0, freeHead);
        usedSlot = slot;
        usedWrap = wrap;
        noteUsed();
        VarHandle.releaseFence();
        batch[batched++] = entry;
        out--;
    }

    /** The driver can see what was returned. */
    public void published() {
        VarHandle.releaseFence();
        for (int i = 0; i < batched; i++) {
            Entry.INFLIGHT.put(region, PackedInflightLayout.entry(batch[i]), 0);
        }
        batched = 0;
        VarHandle.releaseFence();
        settleOld();
    }

    /** The front-end hears the ring's base: a table with nothing in it need not know better any more. */
    public void settle() {
        if (out == 0 && batched == 0) {
            PackedInflightLayout.VERSION.put(region, 0, 0);
        }
    }

    private void noteUsed() {
        PackedInflightLayout.USED_IDX.put(region, 0, usedSlot);
        PackedInflightLayout.USED_WRAP.put(region, 0, usedWrap ? 1 : 0);
    }

    private void settleOld() {
        oldFreeHead = freeHead;
        PackedInflightLayout.OLD_FREE_HEAD.put(region, 0, freeHead);
        PackedInflightLayout.OLD_USED_IDX.put(region, 0, usedSlot);
        PackedInflightLayout.OLD_USED_WRAP.put(region, 0, usedWrap ? 1 : 0);
    }

    /** We died within a batch: if the driver has seen it, it is done, and else it never was. */
    private void finishLastBatch(IntPredicate showsUsed) throws InflightRejected {
        usedSlot = PackedInflightLayout.USED_IDX.get(region, 0);
        usedWrap = PackedInflightLayout.USED_WRAP.get(region, 0) != 0;
        freeHead = PackedInflightLayout.FREE_HEAD.get(region, 0);
        int oldSlot = PackedInflightLayout.OLD_USED_IDX.get(region, 0);
        if (usedSlot >= size || oldSlot >= size) {
            throw new InflightRejected("the in-flight table is at slot " + usedSlot + ", and before at " + oldSlot + ", of " + size);
        }
        boolean underWay = usedSlot != oldSlot || usedWrap != oldUsedWrap();
        if (!underWay || !showsUsed.test(oldSlot)) {
            usedSlot = oldSlot;
            usedWrap = oldUsedWrap();
            freeHead = PackedInflightLayout.OLD_FREE_HEAD.get(region, 0);
        }
        PackedInflightLayout.FREE_HEAD.put(region, 0, freeHead);
        noteUsed();
        settleOld();
    }

    private List<Chain> chains() throws InflightRejected {
        boolean[] seen = new boolean[size];
        for (int free = freeHead; free < size; free = next[free]) {
            visit(free, seen);
            Entry.INFLIGHT.put(region, PackedInflightLayout.entry(free), 0);
        }
        List<Integer> heads = new ArrayList<>();
        for (int entry = 0; entry < size; entry++) {
            if (Entry.INFLIGHT.get(region, PackedInflightLayout.entry(entry)) == 1) {
                heads.add(entry);
            }
        }
        heads.sort(Comparator.comparingLong(entry -> Entry.COUNTER.get(region, PackedInflightLayout.entry(entry))));
        List<Chain> found = new ArrayList<>();
        for (int head : heads) {
            found.add(chain(head, seen));
        }
        out = found.size();
        counter = heads.isEmpty() ? 0 : Entry.COUNTER.get(region, PackedInflightLayout.entry(heads.get(heads.size() - 1))) + 1;
        return found;
    }

    private Chain chain(int head, boolean[] seen) throws InflightRejected {
        int count = Entry.NUM.get(region, PackedInflightLayout.entry(head));
        List<Descriptor> descriptors = new ArrayList<>();
        int entry = head;
        int end = head;
        for (int i = 0; i < count; i++) {
            visit(entry, seen);
            int at = PackedInflightLayout.entry(entry);
            descriptors.add(new Descriptor(Entry.ADDR.get(region, at), Entry.LEN.get(region, at), Entry.ID.get(region, at),
                    Entry.FLAGS.get(region, at)));
            end = entry;
            entry = next[entry];
        }
        if (descriptors.isEmpty() || descriptors.get(count - 1).id() >= size) {
            throw new InflightRejected("the in-flight table's chain at entry " + head + " has " + count
                    + " descriptors, or a buffer id that is not below " + size);
        }
        last[head] = end;
        return new Chain(head, descriptors);
    }

    private void visit(int entry, boolean[] seen) throws InflightRejected {
        if (entry >= size || seen[entry]) {
            throw new InflightRejected("the in-flight table links entry " + entry + " of " + size + " twice, or it is not there");
        }
        seen[entry] = true;
        next[entry] = Entry.NEXT.get(region, PackedInflightLayout.entry(entry));
    }
}
