// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.ring.RingFormat;
import backplane.host.ring.RingLogging;
import backplane.host.ring.VringSettings;
import backplane.kernel.EventFd;
import backplane.kernel.Signal;
import backplane.memory.DirtyLog;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringAddress;
import backplane.virtio.PackedDesc;
import backplane.virtio.PackedEvent;
import backplane.virtio.VirtioFeature;
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
    /** SET_VRING_CALL or SET_VRING_ERR came. */
    boolean called;
    boolean erred;
    /** What the worker gets when the ring starts; null if it has it already, or if the ring is to be polled. */
    EventFd kick;
    /** The worker's kick too, if this side signals it for VRING_KICK; null if the front-end has a descriptor for that. */
    Signal inBandKick;
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
     * Where the ring is in {@code memory}. With GPA_ADDRESSES its addresses are the guest's.
     *
     * @throws MemoryFault UNMAPPED, or MISALIGNED: 16-bit acquire and release need it, and VIRTIO asks for it
     */
    VringSettings.Parts partsIn(MemoryTable memory, FeatureNegotiation features) {
        boolean guest = features.has(ProtocolFeature.GPA_ADDRESSES);
        if (features.ringFormat() == RingFormat.PACKED) {
            return new VringSettings.Parts(
                    aligned(view(memory, address.descriptors(), PackedDesc.LAYOUT.size() * size, guest), 16, "descriptor ring"),
                    aligned(view(memory, address.available(), PackedEvent.LAYOUT.size(), guest), 4, "driver's event suppression"),
                    aligned(view(memory, address.used(), PackedEvent.LAYOUT.size(), guest), 4, "device's event suppression"));
        }
        boolean eventIdx = features.has(VirtioFeature.EVENT_IDX);
        return new VringSettings.Parts(
                aligned(view(memory, address.descriptors(), VirtqDesc.LAYOUT.size() * size, guest), 16, "descriptor table"),
                aligned(view(memory, address.available(), VirtqAvail.size(size, eventIdx), guest), 2, "available ring"),
                aligned(view(memory, address.used(), VirtqUsed.size(size, eventIdx), guest), 4, "used ring"));
    }

    private static ByteBuffer view(MemoryTable memory, FrontendAddress at, int length, boolean guest) {
        return guest ? memory.view(new GuestAddress(at.value()), length) : memory.view(at, length);
    }

    /**
     * Which of its writes are marked. Of a split ring the front-end says where; of a packed one it names one place for two parts, so they
     * are looked up.
     *
     * @param log null for none
     */
    RingLogging logging(DirtyLog log, FeatureNegotiation features, MemoryTable memory) {
        boolean buffers = features.has(VirtioFeature.LOG_ALL);
        boolean guest = features.has(ProtocolFeature.GPA_ADDRESSES);
        if (log == null) {
            return RingLogging.OFF;
        }
        if (address == null || !address.logUsed()) {
            return new RingLogging(log, buffers, false, 0, 0);
        }
        try {
            return features.ringFormat() == RingFormat.SPLIT ? new RingLogging(log, buffers, true, 0, address.log().value())
                    : new RingLogging(log, buffers, true, guestAddress(memory, address.descriptors(), guest),
                            guestAddress(memory, address.used(), guest));
        } catch (MemoryFault lost) {
            // Such a ring breaks, and writes nothing any more.
            return new RingLogging(log, buffers, false, 0, 0);
        }
    }

    private static long guestAddress(MemoryTable memory, FrontendAddress of, boolean guest) {
        return guest ? of.value() : memory.guestAddress(of).value();
    }

    private ByteBuffer aligned(ByteBuffer view, int unit, String what) {
        if (view.alignmentOffset(0, unit) != 0) {
            throw new MemoryFault(MemoryFault.Reason.MISALIGNED,
                    "the " + what + " of vring " + index + " is not at a multiple of " + unit + " bytes");
        }
        return view;
    }
}
