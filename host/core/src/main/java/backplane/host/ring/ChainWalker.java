// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.memory.MemoryTable;
import backplane.virtio.VirtqDesc;
import java.nio.ByteBuffer;

/**
 * Follows a split ring's chain and checks the rules of VIRTIO 1.4, "The Virtqueue Descriptor Table" and "Indirect Descriptors".
 * Each descriptor is copied out of guest memory before it is checked, so the driver cannot change it in between.
 * Used by one worker; allocates nothing after its largest chain.
 */
final class ChainWalker {
    static final int MOST_INDIRECT = ChainBuilder.MOST_INDIRECT;
    private static final int ENTRY = VirtqDesc.LAYOUT.size();

    private final ByteBuffer copy = ByteBuffer.allocate(ENTRY);
    private final ChainBuilder builder = new ChainBuilder();

    /**
     * @throws ChainFault with everything that a driver can get wrong
     */
    void walk(RingChain into, VringSettings ring, MemoryTable memory) {
        builder.begin(into);
        int index = into.head();
        for (int steps = 0;; steps++) {
            if (steps == ring.size()) {
                throw new ChainFault(Reason.LOOP, "more descriptors than the table's " + ring.size());
            }
            copy.put(0, ring.parts().descriptors(), index * ENTRY, ENTRY);
            int flags = VirtqDesc.FLAGS.get(copy, 0);
            boolean last = (flags & VirtqDesc.F_NEXT) == 0;
            if ((flags & VirtqDesc.F_INDIRECT) != 0) {
                walkTable(builder.loadTable(ring, memory, VirtqDesc.ADDR.get(copy, 0), VirtqDesc.LEN.get(copy, 0), last));
            } else {
                builder.add(VirtqDesc.ADDR.get(copy, 0), VirtqDesc.LEN.get(copy, 0), flags);
            }
            if (last) {
                break;
            }
            index = next(VirtqDesc.NEXT.get(copy, 0), ring.size());
        }
        builder.finish(memory);
    }

    private void walkTable(int entries) {
        ByteBuffer table = builder.table();
        int index = 0;
        for (int steps = 0;; steps++) {
            if (steps == entries) {
                throw new ChainFault(Reason.LOOP, "more descriptors than the indirect table's " + entries);
            }
            int at = index * ENTRY;
            int flags = VirtqDesc.FLAGS.get(table, at);
            if ((flags & VirtqDesc.F_INDIRECT) != 0) {
                throw new ChainFault(Reason.NESTED_INDIRECT, "an indirect table inside another");
            }
            builder.add(VirtqDesc.ADDR.get(table, at), VirtqDesc.LEN.get(table, at), flags);
            if ((flags & VirtqDesc.F_NEXT) == 0) {
                return;
            }
            index = next(VirtqDesc.NEXT.get(table, at), entries);
        }
    }

    private static int next(int index, int entries) {
        if (index >= entries) {
            throw new ChainFault(Reason.INDEX_OUT_OF_RANGE, "descriptor " + index + " of " + entries);
        }
        return index;
    }
}
