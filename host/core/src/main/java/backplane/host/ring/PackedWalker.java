// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.memory.MemoryTable;
import backplane.virtio.PackedDesc;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;

/**
 * Reads a packed ring's chain and checks the rules of VIRTIO 1.4, "Packed Virtqueues". The descriptors are copied out of guest memory
 * first: the end of the chain and its buffer id must be found also if the chain is wrong, or the ring could not go on behind it.
 * Used by one worker; allocates nothing after its largest chain.
 */
final class PackedWalker {
    private static final int ENTRY = PackedDesc.LAYOUT.size();
    private static final int FEW = 16;

    private final ChainBuilder builder = new ChainBuilder();
    private ByteBuffer copy = ByteBuffer.allocate(FEW * ENTRY);
    private int descriptors;

    /**
     * Copies the chain that begins at {@code slot}.
     *
     * @param free slots that are not taken already
     * @throws RingBroken if it has more descriptors than that, or names a buffer id that is no entry of the ring's
     */
    void load(VringSettings ring, int slot, int free) {
        ByteBuffer from = ring.parts().descriptors();
        descriptors = 0;
        int flags = VirtqDesc.F_NEXT;
        for (int at = slot; (flags & VirtqDesc.F_NEXT) != 0; at = at + 1 == ring.size() ? 0 : at + 1) {
            if (descriptors == free) {
                throw new RingBroken("the chain at slot " + slot + " runs round the ring: more than the " + free + " slots of "
                        + ring.size() + " that are not taken");
            }
            makeRoom();
            copy.put(descriptors * ENTRY, from, at * ENTRY, ENTRY);
            flags = flags(descriptors);
            descriptors++;
        }
        if (id() >= ring.size()) {
            throw new RingBroken("the chain at slot " + slot + " has the buffer id " + id() + " in a ring of " + ring.size());
        }
    }

    /** Puts a chain that was out before we were there in the place of what {@link #load} would read. */
    void begin() {
        descriptors = 0;
    }

    void put(long address, long length, int id, int flags) {
        makeRoom();
        int at = descriptors * ENTRY;
        PackedDesc.ADDR.put(copy, at, address);
        PackedDesc.LEN.put(copy, at, length);
        PackedDesc.ID.put(copy, at, id);
        PackedDesc.FLAGS.put(copy, at, flags);
        descriptors++;
    }

    int descriptors() {
        return descriptors;
    }

    /** The buffer id, in the chain's last descriptor. */
    int id() {
        return PackedDesc.ID.get(copy, (descriptors - 1) * ENTRY);
    }

    long address(int index) {
        return PackedDesc.ADDR.get(copy, index * ENTRY);
    }

    long length(int index) {
        return PackedDesc.LEN.get(copy, index * ENTRY);
    }

    int flags(int index) {
        return PackedDesc.FLAGS.get(copy, index * ENTRY);
    }

    int id(int index) {
        return PackedDesc.ID.get(copy, index * ENTRY);
    }

    /**
     * Builds what was loaded.
     *
     * @throws ChainFault with everything that a driver can get wrong in one chain
     */
    void build(RingChain into, VringSettings ring, MemoryTable memory) {
        builder.begin(into);
        for (int i = 0; i < descriptors; i++) {
            if ((flags(i) & VirtqDesc.F_INDIRECT) != 0) {
                walkTable(builder.loadTable(ring, memory, address(i), length(i), descriptors == 1));
            } else {
                builder.add(address(i), length(i), flags(i));
            }
        }
        builder.finish(memory);
    }

    /** In a packed ring's table the entries follow one another, and of the flags WRITE alone counts. */
    private void walkTable(int entries) {
        ByteBuffer table = builder.table();
        for (int at = 0; at < entries * ENTRY; at += ENTRY) {
            int flags = PackedDesc.FLAGS.get(table, at);
            if ((flags & VirtqDesc.F_INDIRECT) != 0) {
                throw new ChainFault(Reason.NESTED_INDIRECT, "an indirect table inside another");
            }
            builder.add(PackedDesc.ADDR.get(table, at), PackedDesc.LEN.get(table, at), flags);
        }
    }

    private void makeRoom() {
        if (copy.capacity() < (descriptors + 1) * ENTRY) {
            copy = ByteBuffer.allocate(copy.capacity() * 2).put(copy.clear()).clear();
        }
    }
}
