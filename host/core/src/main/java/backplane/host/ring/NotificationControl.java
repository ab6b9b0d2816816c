// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqUsed;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who wakes whom: whether the driver wants a call, and whether we want kicks (VIRTIO 1.4, "Used Buffer Notification
 * Suppression" and "Available Buffer Notification Suppression") on a split ring, with and without EVENT_IDX. Used by one worker.
 */
final class NotificationControl {
    private static final VarHandle LE16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FLAGS = VirtqUsed.FLAGS.offset();

    private final int size;
    private final boolean eventIdx;
    private ByteBuffer available;
    private ByteBuffer used;
    private final RingLogging.Switch log;
    private int lastDecided;
    private boolean decidedOnce;

    NotificationControl(VringSettings settings, RingLogging.Switch log) {
        this.log = log;
        size = settings.size();
        eventIdx = settings.eventIdx();
        rebind(settings.parts());
    }

    void rebind(VringSettings.Parts parts) {
        available = parts.available();
        used = parts.used();
    }

    /** Tells the driver not to kick while we look anyway. */
    void kicksOff() {
        if (!eventIdx) {
            Publication.put16(used, FLAGS, VirtqUsed.F_NO_NOTIFY);
            log.wroteUsed(FLAGS, Short.BYTES);
        }
    }

    /**
     * Asks for a kick when entry {@code nextAvail} comes. The caller looks once more at the available index afterwards.
     */
    void kicksOn(int nextAvail) {
        if (eventIdx) {
            Publication.put16(used, VirtqUsed.availEvent(size), nextAvail);
            log.wroteUsed(VirtqUsed.availEvent(size), Short.BYTES);
        } else {
            Publication.put16(used, FLAGS, 0);
            log.wroteUsed(FLAGS, Short.BYTES);
        }
        VarHandle.fullFence();
    }

    /**
     * Decides after the used index went to {@code usedIdx} whether the driver is to be called. The first decision after a start is
     * always yes: what used_event was meant for cannot be known then.
     */
    boolean callWanted(int usedIdx) {
        VarHandle.fullFence();
        int before = lastDecided;
        lastDecided = usedIdx;
        if (!eventIdx) {
            return ((short) LE16.getAcquire(available, VirtqAvail.FLAGS.offset()) & VirtqAvail.F_NO_INTERRUPT) == 0;
        }
        if (!decidedOnce) {
            decidedOnce = true;
            return true;
        }
        int event = (short) LE16.getAcquire(available, VirtqAvail.usedEvent(size)) & 0xffff;
        return needEvent(event, usedIdx, before);
    }

    /** vring_need_event of linux/virtio_ring.h: whether {@code event} was passed on the way from {@code before} to {@code now}. */
    static boolean needEvent(int event, int now, int before) {
        return (now - event - 1 & 0xffff) < (now - before & 0xffff);
    }
}
