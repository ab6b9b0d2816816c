// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.memory.Extent;
import backplane.memory.GuestAddress;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;

/**
 * Follows a chain's descriptors and checks the rules of VIRTIO 1.4, "The Virtqueue Descriptor Table" and "Indirect Descriptors".
 * Each descriptor is copied out of guest memory before it is checked, so the driver cannot change it in between.
 * Used by one worker; allocates nothing after its largest chain.
 */
final class ChainWalker {
    /**
     * The most descriptors of one indirect table. Linux has tables longer than the ring (sound on a ring of 64 entries), so the
     * ring's size is no bound; four times what QEMU takes is.
     */
    static final int MOST_INDIRECT = 4096;
    private static final int ENTRY = VirtqDesc.LAYOUT.size();

    private final ByteBuffer copy = ByteBuffer.allocate(ENTRY);
    private ByteBuffer indirectCopy = ByteBuffer.allocate(16 * ENTRY);
    private final Extent extent = new Extent();
    private RingChain chain;
    private boolean seenWritable;
    private long total;

    /**
     * @throws ChainFault with everything that a driver can get wrong
     */
    void walk(RingChain into, VringSettings ring, MemoryTable memory) {
        chain = into;
        chain.readable().clear();
        chain.writable().clear();
        seenWritable = false;
        total = 0;
        int index = into.head();
        for (int steps = 0;; steps++) {
            if (steps == ring.size()) {
                throw new ChainFault(Reason.LOOP, "more descriptors than the table's " + ring.size());
            }
            copy.put(0, ring.parts().descriptors(), index * ENTRY, ENTRY);
            int flags = VirtqDesc.FLAGS.get(copy, 0);
            boolean last = (flags & VirtqDesc.F_NEXT) == 0;
            if ((flags & VirtqDesc.F_INDIRECT) != 0) {
                indirect(ring, memory, last);
            } else {
                add(copy, 0, flags);
            }
            if (last) {
                break;
            }
            index = next(VirtqDesc.NEXT.get(copy, 0), ring.size());
        }
        chain.readable().resolve(memory, extent);
        chain.writable().resolve(memory, extent);
    }

    private void indirect(VringSettings ring, MemoryTable memory, boolean last) {
        if (!ring.indirect()) {
            throw new ChainFault(Reason.INDIRECT_NOT_NEGOTIATED, "an indirect table that was not negotiated");
        }
        if (!last) {
            throw new ChainFault(Reason.INDIRECT_WITH_NEXT, "INDIRECT and NEXT in one descriptor");
        }
        long length = VirtqDesc.LEN.get(copy, 0);
        if (length == 0 || length % ENTRY != 0) {
            throw new ChainFault(Reason.BAD_INDIRECT_LENGTH, "an indirect table of " + length + " bytes");
        }
        if (length > (long) MOST_INDIRECT * ENTRY) {
            throw new ChainFault(Reason.TOO_MANY_DESCRIPTORS, "an indirect table of " + length / ENTRY + " descriptors");
        }
        copyTable(memory, VirtqDesc.ADDR.get(copy, 0), (int) length);
        walkTable((int) length / ENTRY);
    }

    private void walkTable(int entries) {
        int index = 0;
        for (int steps = 0;; steps++) {
            if (steps == entries) {
                throw new ChainFault(Reason.LOOP, "more descriptors than the indirect table's " + entries);
            }
            int at = index * ENTRY;
            int flags = VirtqDesc.FLAGS.get(indirectCopy, at);
            if ((flags & VirtqDesc.F_INDIRECT) != 0) {
                throw new ChainFault(Reason.NESTED_INDIRECT, "an indirect table inside another");
            }
            add(indirectCopy, at, flags);
            if ((flags & VirtqDesc.F_NEXT) == 0) {
                return;
            }
            index = next(VirtqDesc.NEXT.get(indirectCopy, at), entries);
        }
    }

    private void copyTable(MemoryTable memory, long address, int length) {
        if (indirectCopy.capacity() < length) {
            indirectCopy = ByteBuffer.allocate(Integer.highestOneBit(length) * 2);
        }
        try {
            for (int done = 0; done < length; done += extent.length()) {
                memory.locate(new GuestAddress(address + done), length - done, extent);
                indirectCopy.put(done, extent.buffer(), extent.position(), extent.length());
            }
        } catch (MemoryFault fault) {
            throw new ChainFault(Reason.UNMAPPED, fault.getMessage());
        }
    }

    private void add(ByteBuffer table, int at, int flags) {
        long length = VirtqDesc.LEN.get(table, at);
        boolean write = (flags & VirtqDesc.F_WRITE) != 0;
        if (!write && seenWritable) {
            throw new ChainFault(Reason.READABLE_AFTER_WRITABLE, "a readable descriptor after a writable one");
        }
        seenWritable |= write;
        total += length;
        if (total > 0xffff_ffffL) {
            throw new ChainFault(Reason.TOO_LONG, "a chain of 2^32 bytes or more");
        }
        (write ? chain.writable() : chain.readable()).add(VirtqDesc.ADDR.get(table, at), length);
    }

    private static int next(int index, int entries) {
        if (index >= entries) {
            throw new ChainFault(Reason.INDEX_OUT_OF_RANGE, "descriptor " + index + " of " + entries);
        }
        return index;
    }
}
