// SPDX-License-Identifier: Apache-2.0
package backplane.host.inflight;

import backplane.host.inflight.SplitInflightLayout.Entry;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The in-flight table of a split ring, step by step as the specification has it (vhost-user, "Inflight I/O tracking"), so that
 * whoever opens it after we died at any point knows which chains were out. The region belongs to the front-end, too: what is read from
 * it is checked.
 *
 * <pre>
 *   taken(head):      counter, then inflight = 1
 *   returning(head):  next = last_batch_head, then last_batch_head = head          before the ring's used index goes on
 *   published(idx):   inflight = 0 for each of the batch, then used_idx = idx      after it
 * </pre>
 */
public final class SplitInflight {
    private static final int VERSION = 1;
    private static final int INDEX = 0xffff;

    private final ByteBuffer region;
    private final int size;
    private final int[] batch;
    private int batched;
    private int out;
    private long counter;

    /** What was out. @param counter in the order in which it was taken */
    private record Out(int head, long counter) {
    }

    /**
     * @param region at least {@link #bytes} of it
     * @param size   the ring's entries
     */
    public SplitInflight(ByteBuffer region, int size) {
        this.region = region;
        this.size = size;
        batch = new int[size];
    }

    /** How large a region has to be. */
    public static int bytes(int size) {
        return SplitInflightLayout.size(size);
    }

    /** A table in memory of our own, for a front-end that keeps none: it outlives the device, not the process. */
    public static SplitInflight ofOurOwn(int size) {
        return new SplitInflight(ByteBuffer.allocateDirect(bytes(size)), size);
    }

    /**
     * Opens the table before the ring starts.
     *
     * @param usedIdx the ring's used index, 0 to 65535
     * @return the heads of the chains that were out, in the order in which they were taken
     * @throws InflightRejected if the table is of another ring, or no table
     */
    public List<Integer> open(int usedIdx) throws InflightRejected {
        int version = SplitInflightLayout.VERSION.get(region, 0);
        if (version == 0) {
            for (int head = 0; head < size; head++) {
                Entry.INFLIGHT.put(region, SplitInflightLayout.entry(head), 0);
            }
            SplitInflightLayout.DESC_NUM.put(region, 0, size);
            SplitInflightLayout.USED_IDX.put(region, 0, usedIdx);
            VarHandle.releaseFence();
            SplitInflightLayout.VERSION.put(region, 0, VERSION);
            return List.of();
        }
        int entries = SplitInflightLayout.DESC_NUM.get(region, 0);
        if (version != VERSION || entries != size) {
            throw new InflightRejected("the in-flight table is of version " + version + " and has " + entries
                    + " entries; the ring has " + size + ", and there is only version " + VERSION);
        }
        finishLastBatch(usedIdx);
        return chainsOut();
    }

    /** A chain is taken from the ring. */
    public void taken(int head) {
        int at = SplitInflightLayout.entry(head);
        out++;
        Entry.COUNTER.put(region, at, counter++);
        VarHandle.releaseFence();
        Entry.INFLIGHT.put(region, at, 1);
    }

    /** A chain is in the ring again, as before {@link #taken}. */
    public void putBack(int head) {
        Entry.INFLIGHT.put(region, SplitInflightLayout.entry(head), 0);
        out--;
    }

    /** A chain's used element is written; the used index is not, yet. */
    public void returning(int head) {
        Entry.NEXT.put(region, SplitInflightLayout.entry(head), SplitInflightLayout.LAST_BATCH_HEAD.get(region, 0));
        VarHandle.releaseFence();
        SplitInflightLayout.LAST_BATCH_HEAD.put(region, 0, head);
        VarHandle.releaseFence();
        batch[batched++] = head;
    }

    /** The used index of the ring is {@code usedIdx} now. */
    public void published(int usedIdx) {
        VarHandle.releaseFence();
        for (int i = 0; i < batched; i++) {
            Entry.INFLIGHT.put(region, SplitInflightLayout.entry(batch[i]), 0);
        }
        out -= batched;
        batched = 0;
        VarHandle.releaseFence();
        SplitInflightLayout.USED_IDX.put(region, 0, usedIdx);
    }

    /** The front-end hears the ring's base: a table with nothing in it need not know better, and a guest may begin anew with it. */
    public void settle() {
        if (out == 0 && batched == 0) {
            SplitInflightLayout.VERSION.put(region, 0, 0);
        }
    }

    /** We died between the ring's used index and our own: what the driver has seen is not out any more. */
    private void finishLastBatch(int usedIdx) throws InflightRejected {
        int behind = usedIdx - SplitInflightLayout.USED_IDX.get(region, 0) & INDEX;
        if (behind > size) {
            throw new InflightRejected("the in-flight table is " + behind + " chains behind a ring of " + size);
        }
        int head = SplitInflightLayout.LAST_BATCH_HEAD.get(region, 0);
        for (int i = 0; i < behind; i++) {
            if (head >= size) {
                throw new InflightRejected("the in-flight table's last batch names descriptor " + head + " of " + size);
            }
            int at = SplitInflightLayout.entry(head);
            Entry.INFLIGHT.put(region, at, 0);
            head = Entry.NEXT.get(region, at);
        }
        VarHandle.releaseFence();
        SplitInflightLayout.USED_IDX.put(region, 0, usedIdx);
    }

    private List<Integer> chainsOut() {
        List<Out> found = new ArrayList<>();
        for (int head = 0; head < size; head++) {
            int at = SplitInflightLayout.entry(head);
            if (Entry.INFLIGHT.get(region, at) == 1) {
                found.add(new Out(head, Entry.COUNTER.get(region, at)));
            }
        }
        found.sort(Comparator.comparingLong(Out::counter));
        out = found.size();
        counter = found.isEmpty() ? 0 : found.get(found.size() - 1).counter() + 1;
        return found.stream().map(Out::head).toList();
    }
}
