// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.ring.RingFormat;
import backplane.host.ring.RingLogging;
import backplane.host.ring.VringSettings;
import backplane.kernel.EventFd;
import backplane.memory.DirtyLog;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.vhostuser.VringAddress;
import backplane.virtio.PackedDesc;
import backplane.virtio.PackedEvent;
import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqDesc;
import backplane.virtio.VirtqUsed;
import java.nio.ByteBuffer;

/**
 * One vring as the front-end has configured it so far. NUM, BASE and ADDR come in any order before KICK.
 *
 * <pre>
 *   stopped ──SET_VRING_KICK──► waiting (until size, address and memory are there) ──► running
 *      ▲                           │                                                    │
 *      └──────────────────── GET_VRING_BASE ◄───────────────────────────────────────────┘
 * </pre>
 */
final class Vring {
    final int index;
    final int maxSize;
    int size;
    long base;
    VringAddress address;
    boolean enabled;
    /** SET_VRING_KICK came, and no GET_VRING_BASE since. */
    boolean kicked;
    /** What the worker gets when the ring starts; null if it has it already, or if the ring is to be polled. */
    EventFd kick;
    /** The worker has it. */
    boolean running;

    Vring(int index, int maxSize) {
        this.index = index;
        this.maxSize = maxSize;
    }

    boolean isComplete() {
        return kicked && size > 0 && address != null;
    }

    /**
     * Where the ring is in {@code memory}.
     *
     * @throws MemoryFault UNMAPPED, or MISALIGNED: 16-bit acquire and release need it, and VIRTIO asks for it
     */
    VringSettings.Parts partsIn(MemoryTable memory, RingFormat format, boolean eventIdx) {
        if (format == RingFormat.PACKED) {
            return new VringSettings.Parts(
                    aligned(memory.view(address.descriptors(), PackedDesc.LAYOUT.size() * size), 16, "descriptor ring"),
                    aligned(memory.view(address.available(), PackedEvent.LAYOUT.size()), 4, "driver's event suppression"),
                    aligned(memory.view(address.used(), PackedEvent.LAYOUT.size()), 4, "device's event suppression"));
        }
        return new VringSettings.Parts(
                aligned(memory.view(address.descriptors(), VirtqDesc.LAYOUT.size() * size), 16, "descriptor table"),
                aligned(memory.view(address.available(), VirtqAvail.size(size, eventIdx)), 2, "available ring"),
                aligned(memory.view(address.used(), VirtqUsed.size(size, eventIdx)), 4, "used ring"));
    }

    /**
     * Which of its writes are marked. Of a split ring the front-end says where; of a packed one it names one place for two parts, so they
     * are looked up.
     *
     * @param log null for none
     */
    RingLogging logging(DirtyLog log, boolean buffers, RingFormat format, MemoryTable memory) {
        if (log == null) {
            return RingLogging.OFF;
        }
        if (address == null || !address.logUsed()) {
            return new RingLogging(log, buffers, false, 0, 0);
        }
        try {
            return format == RingFormat.SPLIT ? new RingLogging(log, buffers, true, 0, address.log().value())
                    : new RingLogging(log, buffers, true, memory.guestAddress(address.descriptors()).value(),
                            memory.guestAddress(address.used()).value());
        } catch (MemoryFault lost) {
            // Such a ring breaks, and writes nothing any more.
            return new RingLogging(log, buffers, false, 0, 0);
        }
    }

    private ByteBuffer aligned(ByteBuffer view, int unit, String what) {
        if (view.alignmentOffset(0, unit) != 0) {
            throw new MemoryFault(MemoryFault.Reason.MISALIGNED,
                    "the " + what + " of vring " + index + " is not at a multiple of " + unit + " bytes");
        }
        return view;
    }
}
