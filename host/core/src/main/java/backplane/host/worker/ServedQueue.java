// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.flight.Flight;
import backplane.host.demise.Demise;
import backplane.host.demise.Moment;
import backplane.host.ring.DeviceRing;
import backplane.host.ring.RingBroken;
import backplane.host.ring.RingChain;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Poller;
import backplane.kernel.Signal;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue as the worker has it: its ring while it is started, its three event descriptors, and what it waits for.
 * Written by the worker; {@link #view} is read by any thread and may be a moment old.
 */
final class ServedQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ServedQueue.class);

    final int index;
    private final String slot;
    private final String name;
    private final Poller poller;
    private final SlotCounters counters;

    private DeviceRing ring;
    private EventFd kick;
    private Signal call;
    private Signal err;
    private boolean enabled;
    private boolean waiting;
    private boolean dirty;
    private boolean unseen;
    /** The driver was called since {@link #call} was given. */
    private boolean called;
    /** It was found empty, and the driver has not been asked for kicks. */
    private boolean quiet;
    private String broken = "";
    private boolean used;
    private final QueueMeter meter;
    private volatile QueueView view;

    ServedQueue(int index, String slot, String name, Poller poller, SlotCounters counters) {
        this.index = index;
        this.slot = slot;
        this.name = name;
        this.poller = poller;
        this.counters = counters;
        meter = new QueueMeter(index, slot, name, counters);
        show();
    }

    QueueMeter meter() {
        return meter;
    }

    DeviceRing ring() {
        return ring;
    }

    boolean isStarted() {
        return ring != null;
    }

    /** Started, enabled and not broken: the device may get its chains. */
    boolean isRunnable() {
        return ring != null && enabled && broken.isEmpty();
    }

    /** Whether no kick descriptor was given, so that the ring has to be looked at now and then. */
    boolean isPolled() {
        return isRunnable() && kick == null;
    }

    /** Whether there may be chains that nobody has looked at. */
    boolean isWaiting() {
        return waiting;
    }

    void setWaiting(boolean now) {
        waiting = now;
    }

    void setEnabled(boolean now) {
        enabled = now;
        waiting |= now;
        show();
    }

    /** Whether something had gone through a ring that stopped since the device was started last. */
    boolean wasUsed() {
        return used;
    }

    void forgetStop() {
        used = false;
    }

    /** @param newKick owned from now on, also if this throws; null for a ring without one */
    void start(DeviceRing newRing, EventFd newKick) throws KernelFault {
        replaceKick(newKick);
        ring = newRing;
        broken = "";
        quiet = false;
        waiting = true;
        unseen = true;
        meter.begin();
        show();
    }

    /**
     * Another queue of the device was kicked, so that the driver is at work by now. What it had put into its rings before, it need not kick
     * (VIRTIO 1.4, "Device Initialization"), and virtio_uml starts a ring before the driver has filled it: so that is looked for once more.
     */
    void driverAtWork() {
        waiting |= unseen;
        unseen = false;
    }

    /** @param newKick owned from now on, also if this throws; null for none */
    void replaceKick(EventFd newKick) throws KernelFault {
        dropKick();
        if (newKick != null) {
            try {
                poller.add(newKick.fd(), index);
            } catch (KernelFault unusable) {
                newKick.close();
                throw unusable;
            }
            kick = newKick;
        }
        waiting = true;
    }

    /** @return the base to go on from */
    long stop() {
        flush();
        long base = ring.base();
        used = !ring.isFresh();
        dropKick();
        ring = null;
        waiting = false;
        show();
        return base;
    }

    /**
     * A call that went to the descriptor before this one is made again. QEMU gives a ring that it starts anew its descriptor only when the
     * ring is running (vhost-user-base: vhost_virtqueue_mask after vhost_dev_start), and until then nobody reads the former one.
     */
    void setCall(Signal newCall) {
        if (call != null) {
            call.close();
        }
        call = newCall;
        if (called && ring != null) {
            callDriver();
        }
        called = false;
    }

    void setErr(Signal newErr) {
        if (err != null) {
            err.close();
        }
        err = newErr;
    }

    /** The front-end is gone. */
    void forgetSession() {
        dropKick();
        setCall(null);
        setErr(null);
        enabled = false;
        broken = "";
        forgetStop();
        show();
    }

    /** Nothing is left in the ring. @param watched whether somebody looks at it before kicks are asked for */
    void emptied(boolean watched) {
        quiet = watched;
        waiting = !watched && ring.kicksOn();
    }

    boolean isQuiet() {
        return quiet && isRunnable();
    }

    /** Whether something came into a quiet ring; it waits then. */
    boolean looksFull() {
        if (!isQuiet()) {
            return false;
        }
        try {
            if (!ring.hasMore()) {
                return false;
            }
            quiet = false;
            waiting = true;
        } catch (RingBroken broke) {
            breakDown(broke.getMessage());
        }
        return true;
    }

    /** A quiet ring is looked at no longer. @return whether something came into it meanwhile */
    boolean askForKicks() {
        if (!isQuiet()) {
            return false;
        }
        try {
            emptied(false);
        } catch (RingBroken broke) {
            breakDown(broke.getMessage());
        }
        return waiting;
    }

    void kicked() {
        counters.add(SlotCounter.KICKS);
        waiting = true;
        unseen = false;
        if (kick != null) {
            kick.clear();
        }
    }

    /** Returns a chain with the next {@link #flush}. Does nothing for a chain that is not out any more. */
    void giveBack(RingChain chain, long written) {
        if (!chain.isHeld() || ring == null) {
            return;
        }
        if (!broken.isEmpty()) {
            ring.abandon(chain);
            return;
        }
        meter.returned(chain, written);
        ring.push(chain, written);
        counters.add(SlotCounter.COMPLETED);
        dirty = true;
    }

    /** What the device handed back is no chain of ours any more; in the front-end's table it stays out. */
    void leaveHandedBack() {
        ring.forEachHeld(chain -> {
            if (chain.isHandedBack()) {
                ring.abandon(chain);
            }
        });
    }

    /**
     * What was handed back untouched becomes what the driver has just made available, and nobody has taken.
     *
     * @param asked whether the device was asked for it: what cannot stay is no request that failed then, and goes back with nothing written
     */
    void putBack(boolean asked) {
        if (broken.isEmpty()) {
            ring.putBack();
        }
        if (asked) {
            ring.forEachHeld(chain -> {
                if (chain.isHandedBack()) {
                    giveBack(chain, 0);
                }
            });
        }
    }

    /** Returns with nothing written what a device that was stopped has kept, and what it handed back if that is wanted. */
    void returnHeld(boolean handedBackToo) {
        ring.forEachHeld(chain -> {
            if (handedBackToo || !chain.isHandedBack()) {
                counters.add(SlotCounter.CHAINS_FAILED);
                giveBack(chain, 0);
            }
        });
    }

    /** Shows the driver what was given back, and calls it if it wants that. */
    void flush() {
        if (dirty) {
            dirty = false;
            if (ring != null && broken.isEmpty()) {
                Demise.at(Moment.REQUEST_DONE, slot);
                boolean wanted = ring.publish();
                Demise.at(Moment.REQUEST_ANSWERED, slot);
                if (wanted) {
                    callDriver();
                }
                meter.shown(counters.answers().note());
            }
        }
    }

    /** Stops this ring alone, and tells the front-end by the err descriptor. */
    void breakDown(String reason) {
        broken = reason;
        dirty = false;
        waiting = false;
        counters.add(SlotCounter.RINGS_BROKEN);
        LOG.warn("{}: ring {} ({}) is broken and stopped: {}", slot, index, name, reason);
        Flight.fault(slot, "ring", name + ": " + reason);
        signal(err);
        show();
    }

    /** The bytes of ring and chains are not to be had any more: nothing of them is touched again. */
    void loseMemory(String reason) {
        breakDown(reason);
        ring.loseMemory();
    }

    /** Makes {@link #view} current. */
    void show() {
        view = new QueueView(index, name, ring == null ? 0 : ring.size(), ring != null, enabled,
                ring == null ? 0 : ring.held(), broken, QueueLoad.NONE);
    }

    QueueView view() {
        return view.with(meter.now());
    }

    /** Whether something was given back that the driver does not see yet. */
    boolean isDirty() {
        return dirty;
    }

    void callDriver() {
        called = true;
        if (signal(call)) {
            counters.add(SlotCounter.CALLS);
        }
    }

    private boolean signal(Signal target) {
        if (target == null) {
            return false;
        }
        try {
            target.signal();
            return true;
        } catch (KernelFault refused) {
            counters.add(SlotCounter.CALLS_FAILED);
            LOG.debug("{}: queue {}: {}", slot, index, refused.getMessage());
            return false;
        }
    }

    private void dropKick() {
        if (kick != null) {
            poller.remove(kick.fd());
            kick.close();
            kick = null;
        }
    }
}
