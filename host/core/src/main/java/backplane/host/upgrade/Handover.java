// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.worker.DeviceProfile;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.worker.ParkedDevice;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the device of a slot while its front-end stays: park, check, restore, resume. On the thread that steers the slots.
 */
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final String slot;
    private final QueueWorker worker;
    private final SlotCounters counters;
    private ParkedDevice parked;

    public Handover(String slot, QueueWorker worker, SlotCounters counters) {
        this.slot = slot;
        this.worker = worker;
        this.counters = counters;
    }

    /** Takes the device out. What the driver asks from now on waits in its rings. */
    public void park() throws WorkerStopped {
        ParkedDevice leaving = worker.park();
        if (leaving != null) {
            parked = leaving;
        }
    }

    /**
     * Seats the next device with the state of the one before it.
     *
     * @param seen  what the front-end has seen of the device, null if none is connected: then anything goes
     * @param taken what the driver took
     * @throws StateRejected if a front-end is connected and the two do not fit; the slot stays parked, and the device is the
     *                       caller's to close. With nobody connected a device that cannot go on begins anew: a driver that
     *                       comes expects no more
     */
    public void resume(VirtioDevice next, DeviceProfile seen, FeatureSet taken) throws WorkerStopped, StateRejected {
        String refusal = seen == null ? "" : CompatibilityCheck.refusal(seen, taken, DeviceProfile.of(next));
        if (!refusal.isEmpty()) {
            throw new StateRejected(refusal);
        }
        ParkedDevice before = parked;
        restore(next, before, seen != null);
        parked = null;
        if (before != null) {
            counters.add(SlotCounter.HANDOVERS);
            LOG.info("{}: device replaced after {} µs", slot, Duration.ofNanos(System.nanoTime() - before.parkedAt()).toNanos() / 1000);
        }
    }

    private void restore(VirtioDevice next, ParkedDevice before, boolean connected) throws WorkerStopped, StateRejected {
        try {
            worker.resume(next, before);
        } catch (StateRejected rejected) {
            if (connected) {
                throw rejected;
            }
            LOG.info("{}: the device begins anew: {}", slot, rejected.getMessage());
            worker.resume(next, null);
        }
    }
}
