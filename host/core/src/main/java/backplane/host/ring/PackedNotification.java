// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.virtio.PackedEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who wakes whom on a packed ring (VIRTIO 1.4, "Driver and Device Event Suppression"), with and without EVENT_IDX. Both structures are
 * read and written as one word, so that a position never comes with the flags of another moment. Used by one worker.
 */
final class PackedNotification {
    private static final VarHandle LE32 = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FLAGS_SHIFT = Byte.SIZE * PackedEvent.FLAGS.offset();

    private final int size;
    private final boolean eventIdx;
    private final RingLogging.Switch log;
    private ByteBuffer driver;
    private ByteBuffer device;
    private int usedSince;
    private boolean decidedOnce;

    PackedNotification(VringSettings settings, RingLogging.Switch log) {
        size = settings.size();
        eventIdx = settings.eventIdx();
        this.log = log;
        rebind(settings.parts());
    }

    void rebind(VringSettings.Parts parts) {
        driver = parts.available();
        device = parts.used();
    }

    void kicksOff() {
        write(PackedEvent.DISABLE << FLAGS_SHIFT);
    }

    /** Asks for a kick when {@code position} comes. The caller looks once more at the ring afterwards. */
    void kicksOn(int position) {
        write(eventIdx ? position | PackedEvent.AT_DESC << FLAGS_SHIFT : PackedEvent.ENABLE << FLAGS_SHIFT);
        VarHandle.fullFence();
    }

    /** So many slots more were used since the last decision. */
    void used(int slots) {
        usedSince += slots;
    }

    /**
     * Decides, after all up to {@code position} was shown, whether the driver is to be called. The first decision with EVENT_IDX after a
     * start is always yes: what the driver's position was meant for cannot be known then.
     */
    boolean callWanted(int position) {
        VarHandle.fullFence();
        int slots = usedSince;
        usedSince = 0;
        boolean first = !decidedOnce;
        decidedOnce = true;
        int event = (int) LE32.getAcquire(driver, 0);
        int flags = event >>> FLAGS_SHIFT & PackedEvent.MASK;
        if (flags == PackedEvent.DISABLE) {
            return false;
        }
        if (flags != PackedEvent.AT_DESC || !eventIdx || first) {
            return true;
        }
        // Linux and QEMU: an event of the other round lies one ring's length back.
        int wanted = PackedPosition.slot(event);
        if (PackedPosition.wrap(event) != PackedPosition.wrap(position)) {
            wanted -= size;
        }
        int now = PackedPosition.slot(position);
        return NotificationControl.needEvent(wanted, now, now - slots);
    }

    private void write(int event) {
        Publication.put32(device, 0, event);
        log.wroteUsed(0, PackedEvent.LAYOUT.size());
    }
}
