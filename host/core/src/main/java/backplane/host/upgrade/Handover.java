// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.flight.Flight;
import backplane.host.worker.DeviceProfile;
import backplane.host.worker.ParkedDevice;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.operation.HandoverView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the device of a slot while its front-end stays: park, check, restore, resume. On the thread that steers the slots; only
 * {@link #records()} is for any.
 */
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final int MOST_RECORDS = 16;

    private final String slot;
    private final QueueWorker worker;
    private final SlotCounters counters;
    private final Deque<HandoverRecord> records = new ArrayDeque<>();
    private ParkedDevice parked;
    private long failedBefore;

    public Handover(String slot, QueueWorker worker, SlotCounters counters) {
        this.slot = slot;
        this.worker = worker;
        this.counters = counters;
    }

    /**
     * Who comes into the seat.
     *
     * @param bundle   name and version of the bundle that offers it
     * @param watching see {@link QueueWorker#resume}
     */
    public record Successor(VirtioDevice device, String bundle, Runnable watching) {
    }

    /** A process before this one has saved that for the first device; null if there was none. */
    public void begin(DeviceState former) {
        parked = former == null ? null : new ParkedDevice(former, System.nanoTime());
    }

    /** Takes the device out. What the driver asks from now on waits in its rings. */
    public void park() throws WorkerStopped {
        failedBefore = counters.get(SlotCounter.CHAINS_FAILED);
        ParkedDevice leaving = worker.park();
        if (leaving != null) {
            parked = leaving;
        }
    }

    /**
     * Seats the next device with the state of the one before it.
     *
     * @param seen what the front-end has seen of the device, null if none is connected: then anything goes
     * @throws StateRejected if a front-end is connected and the two do not fit; the slot stays parked, and the device is the
     *                       caller's to close. With nobody connected a device that cannot go on begins anew: a driver that
     *                       comes expects no more
     */
    public void resume(Successor next, DeviceProfile seen) throws WorkerStopped, StateRejected {
        String refusal = seen == null ? "" : CompatibilityCheck.refusal(seen, DeviceProfile.of(next.device()));
        if (!refusal.isEmpty()) {
            throw new StateRejected(refusal);
        }
        ParkedDevice before = parked;
        HandoverRecord entry = before == null ? null : open(next);
        restore(next, before, seen != null);
        parked = null;
        if (entry != null) {
            close(entry, before);
        }
    }

    /** The latest last; at most 16. Any thread. */
    public List<HandoverView> records() {
        synchronized (records) {
            return records.stream().map(HandoverRecord::view).toList();
        }
    }

    /** Before the device is seated: its first answer may come at once. */
    private HandoverRecord open(Successor next) {
        HandoverRecord entry = new HandoverRecord(next.bundle(), counters, failedBefore);
        entry.pause(counters.answers().pause(() -> {
            entry.answered();
            HandoverView told = entry.view();
            LOG.info("{}: first answer after the handover to {}: pause {} µs, chains offered again {}, failed {}", slot, told.to(),
                    told.pauseMicros(), told.reoffered(), told.failed());
            Flight.handover(slot, told.to(), told.awayMicros(), told.pauseMicros());
        }));
        return entry;
    }

    private void close(HandoverRecord entry, ParkedDevice before) {
        entry.seated(System.nanoTime() - before.parkedAt());
        counters.add(SlotCounter.HANDOVERS);
        synchronized (records) {
            records.add(entry);
            if (records.size() > MOST_RECORDS) {
                records.remove();
            }
        }
        HandoverView told = entry.view();
        LOG.info("{}: device replaced, by {}; it was away for {} µs", slot, told.to(), told.awayMicros());
    }

    private void restore(Successor next, ParkedDevice before, boolean connected) throws WorkerStopped, StateRejected {
        try {
            worker.resume(next.device(), before, next.watching());
        } catch (StateRejected rejected) {
            if (connected) {
                throw rejected;
            }
            LOG.info("{}: the device begins anew: {}", slot, rejected.getMessage());
            worker.resume(next.device(), null, next.watching());
        }
    }
}
