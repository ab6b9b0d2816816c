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
 * Puts a chain together from descriptors, and checks the rules that both formats have (VIRTIO 1.4, "Message Framing" and "Indirect
 * Descriptors"). Used by one worker; allocates nothing after its largest chain.
 */
final class ChainBuilder {
    /**
     * The most descriptors of one indirect table. Linux has tables longer than the ring (sound on a ring of 64 entries), so the
     * ring's size is no bound; four times what QEMU takes is.
     */
    static final int MOST_INDIRECT = 4096;
    /** Bytes of a descriptor, in both formats. */
    static final int ENTRY = VirtqDesc.LAYOUT.size();

    private final Extent extent = new Extent();
    private ByteBuffer table = ByteBuffer.allocate(16 * ENTRY);
    private RingChain chain;
    private boolean seenWritable;
    private long total;

    void begin(RingChain into) {
        chain = into;
        chain.readable().clear();
        chain.writable().clear();
        seenWritable = false;
        total = 0;
    }

    void add(long address, long length, int flags) {
        boolean write = (flags & VirtqDesc.F_WRITE) != 0;
        if (!write && seenWritable) {
            throw new ChainFault(Reason.READABLE_AFTER_WRITABLE, "a readable descriptor after a writable one");
        }
        seenWritable |= write;
        total += length;
        if (total > 0xffff_ffffL) {
            throw new ChainFault(Reason.TOO_LONG, "a chain of 2^32 bytes or more");
        }
        (write ? chain.writable() : chain.readable()).add(address, length);
    }

    /** Finds the bytes of all that was added. */
    void finish(MemoryTable memory) {
        chain.readable().resolve(memory, extent);
        chain.writable().resolve(memory, extent);
    }

    /**
     * Copies an indirect table out of guest memory into {@link #table()}, so that the driver cannot change it any more.
     *
     * @param alone whether the descriptor that points to it has no NEXT
     * @return its entries, 1 or more
     */
    int loadTable(VringSettings ring, MemoryTable memory, long address, long length, boolean alone) {
        if (!ring.indirect()) {
            throw new ChainFault(Reason.INDIRECT_NOT_NEGOTIATED, "an indirect table that was not negotiated");
        }
        if (!alone) {
            throw new ChainFault(Reason.INDIRECT_WITH_NEXT, "INDIRECT and NEXT in one descriptor");
        }
        if (length == 0 || length % ENTRY != 0) {
            throw new ChainFault(Reason.BAD_INDIRECT_LENGTH, "an indirect table of " + length + " bytes");
        }
        if (length > (long) MOST_INDIRECT * ENTRY) {
            throw new ChainFault(Reason.TOO_MANY_DESCRIPTORS, "an indirect table of " + length / ENTRY + " descriptors");
        }
        copyTable(memory, address, (int) length);
        return (int) length / ENTRY;
    }

    /** What {@link #loadTable} copied last; big-endian by itself, as a layout's rows do not mind. */
    ByteBuffer table() {
        return table;
    }

    private void copyTable(MemoryTable memory, long address, int length) {
        if (table.capacity() < length) {
            table = ByteBuffer.allocate(Integer.highestOneBit(length) * 2);
        }
        try {
            for (int done = 0; done < length; done += extent.length()) {
                memory.locate(new GuestAddress(address + done), length - done, extent);
                table.put(done, extent.buffer(), extent.position(), extent.length());
            }
        } catch (MemoryFault fault) {
            throw new ChainFault(Reason.UNMAPPED, fault.getMessage());
        }
    }
}
