// SPDX-License-Identifier: Apache-2.0
package backplane.bench;

import backplane.chain.ChainFault;
import backplane.host.inflight.InflightRejected;
import backplane.host.ring.ChainOwner;
import backplane.host.ring.DeviceRing;
import backplane.host.ring.RingChain;
import backplane.host.ring.RingFormat;
import backplane.host.ring.VringSettings;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqDesc;
import backplane.virtio.VirtqUsed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A driver that does as little as it can, so that the device's side is what is measured: the buffers of each request lie where they
 * lay the last time, and only what makes them available is written. Requests are two descriptors, as GPIO's and I2C's are: one to
 * read, one to write. One thread plays both sides.
 */
final class BenchDriver implements ChainOwner {
    /** Entries of the ring, and a request takes two descriptors. */
    static final int SIZE = 256;
    static final int REQUEST_BYTES = 8;
    static final int ANSWER_BYTES = 2;

    private static final long BASE = 0x4000_0000L;
    private static final int AVAILABLE = 0x2000;
    private static final int USED = 0x3000;
    private static final int TABLES = 0x4000;
    private static final int BUFFERS = 0x8000;
    private static final int BYTES = 0x1_0000;
    private static final int DESC = 16;
    private static final int AVAIL = 1 << 7;
    private static final int WRAPPED_USED = 1 << 15;

    final DeviceRing ring;
    private final ByteBuffer memory;
    private final boolean packed;
    private final boolean indirect;
    private int available;
    private boolean wrap = true;

    BenchDriver(RingFormat format, boolean indirect) {
        this.indirect = indirect;
        packed = format == RingFormat.PACKED;
        memory = ByteBuffer.allocateDirect(BYTES + DESC).alignedSlice(DESC).slice(0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        MemoryTable table = new MemoryTable(List.of(new GuestRegion(
                new RegionMapping(new GuestAddress(BASE), BYTES, new FrontendAddress(BASE), 0), new ByteBuffer[] {memory}, () -> { })));
        VringSettings.Parts parts = new VringSettings.Parts(table.view(new GuestAddress(BASE), SIZE * DESC),
                table.view(new GuestAddress(BASE + AVAILABLE), packed ? 4 : VirtqAvail.size(SIZE, true)),
                table.view(new GuestAddress(BASE + USED), packed ? 4 : VirtqUsed.size(SIZE, true)));
        try {
            ring = DeviceRing.start(0, new VringSettings(format, SIZE, format.start(), parts, true, true, false), table, null, this);
        } catch (InflightRejected impossible) {
            throw new IllegalStateException(impossible);
        }
        lay();
    }

    /** What never changes: for a split ring all but the index, for a packed one the indirect tables. */
    private void lay() {
        for (int i = 0; i < SIZE / 2; i++) {
            if (indirect) {
                lay(TABLES + i * 2 * DESC, i, 1);
                descriptor(i * 2 * DESC, BASE + TABLES + i * 2 * DESC, 2 * DESC, VirtqDesc.F_INDIRECT);
            } else {
                lay(i * 2 * DESC, i, i * 2 + 1);
            }
        }
        for (int i = 0; i < SIZE; i++) {
            if (packed) {
                // not available: both marks clear while the driver's wrap counter is 1
                descriptor(i * DESC, 0, 0, 0);
            } else {
                memory.putShort(AVAILABLE + VirtqAvail.entry(i), (short) (i % (SIZE / 2) * 2));
            }
        }
    }

    private void lay(int at, int request, int next) {
        descriptor(at, BASE + BUFFERS + request * 64L, REQUEST_BYTES, packed ? 0 : VirtqDesc.F_NEXT);
        memory.putShort(at + VirtqDesc.NEXT.offset(), (short) (packed ? 0 : next));
        descriptor(at + DESC, BASE + BUFFERS + request * 64L + 32, ANSWER_BYTES, VirtqDesc.F_WRITE);
    }

    private void descriptor(int at, long address, int length, int flags) {
        memory.putLong(at, address);
        memory.putInt(at + VirtqDesc.LEN.offset(), length);
        memory.putShort(at + VirtqDesc.FLAGS.offset(), (short) flags);
    }

    /** Makes that many requests available, at most half the ring. */
    void offer(int requests) {
        if (packed) {
            for (int i = 0; i < requests; i++) {
                offerPacked();
            }
        } else {
            available = available + requests & 0xffff;
            memory.putShort(AVAILABLE + VirtqAvail.IDX.offset(), (short) available);
        }
    }

    /** VIRTIO 1.4, "Packed Virtqueues": the first descriptor's flags last; in a packed ring both slots have the driver's marks. */
    private void offerPacked() {
        int slot = available;
        int request = indirect ? slot % (SIZE / 2) : slot / 2;
        int marks = wrap ? AVAIL : WRAPPED_USED;
        if (indirect) {
            slot(slot, BASE + TABLES + request * 2 * DESC, 2 * DESC, request, VirtqDesc.F_INDIRECT | marks);
            advance(1);
            return;
        }
        long buffer = BASE + BUFFERS + request * 64L;
        slot(slot + 1, buffer + 32, ANSWER_BYTES, request, VirtqDesc.F_WRITE | marks);
        slot(slot, buffer, REQUEST_BYTES, request, VirtqDesc.F_NEXT | marks);
        advance(2);
    }

    private void slot(int slot, long address, int length, int id, int flags) {
        int at = slot * DESC;
        memory.putLong(at, address);
        memory.putInt(at + 8, length);
        memory.putShort(at + 12, (short) id);
        memory.putShort(at + 14, (short) flags);
    }

    private void advance(int slots) {
        available += slots;
        if (available == SIZE) {
            available = 0;
            wrap = !wrap;
        }
    }

    @Override
    public void completed(RingChain chain, long written) {
        ring.push(chain, written);
    }

    @Override
    public void handedBack(RingChain chain) {
        throw new IllegalStateException("nobody hands back here");
    }

    @Override
    public void faulted(RingChain chain, ChainFault fault) {
        throw new IllegalStateException(fault);
    }
}
