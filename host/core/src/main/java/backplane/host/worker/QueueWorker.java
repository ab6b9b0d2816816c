// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.DeviceSettings;
import backplane.device.DeviceState;
import backplane.device.QueueSpec;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounters;
import backplane.host.counters.SlotTap;
import backplane.host.idle.IdleWatch;
import backplane.host.inflight.InflightRegion;
import backplane.host.ring.RingLogging;
import backplane.host.ring.VringSettings;
import backplane.kernel.EventFd;
import backplane.kernel.Poller;
import backplane.kernel.Signal;
import backplane.memory.MemoryTable;
import backplane.operation.QueueView;
import backplane.virtio.FeatureSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of one slot: owns its rings and its device. The methods are for control threads: each has the work done on the
 * worker's own thread and waits for it, so that after the return nothing of before is in use any more.
 */
public final class QueueWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);

    /** Who looks at many slots must not wait long for one that is stuck. */
    private static final Duration SHOW_TIME = Duration.ofMillis(200);

    private final String slot;
    private final Mailbox mailbox;
    private final RingService service;
    private final SlotTap tap;
    private volatile FeatureSet negotiated = FeatureSet.NONE;
    private final WorkerThread thread;

    /**
     * @param poller        owned from now on
     * @param configChanged tells the front-end; any thread
     * @param idle          gives the worker its thread
     */
    public QueueWorker(String slot, List<QueueSpec> specs, Poller poller, SlotCounters counters, Runnable configChanged, IdleWatch idle) {
        this.slot = slot;
        mailbox = new Mailbox(poller);
        service = new RingService(slot, specs, poller, counters, mailbox, configChanged);
        thread = new WorkerThread("vhost-" + slot, poller, mailbox, service, idle);
        service.setThread(thread);
        thread.start();
        tap = counters.tap();
    }

    /** Where somebody may look at what goes on. Any thread. */
    public SlotTap tap() {
        return tap;
    }

    /** The device bits that the driver took. Any thread. */
    public FeatureSet negotiated() {
        return negotiated;
    }

    /** The device bits that the driver took; they hold from the next start of the device on. */
    public void negotiate(FeatureSet features) throws WorkerStopped {
        thread.call("take the features", () -> {
            service.negotiate(features);
            return null;
        });
        negotiated = features;
    }

    /**
     * Starts a ring.
     *
     * @param inflight the front-end's table for it, whose chains are offered first; null if it keeps none
     * @param kick     owned by the worker from now on; null means that the ring is to be polled
     */
    public void start(int index, VringSettings settings, MemoryTable memory, InflightRegion inflight, EventFd kick)
            throws WorkerStopped {
        thread.call("start ring " + index, () -> {
            service.start(index, settings, memory, inflight, kick);
            return null;
        });
    }

    /** Gives a started ring another kick descriptor. */
    public void replaceKick(int index, EventFd kick) throws WorkerStopped {
        thread.call("take the kick descriptor of ring " + index, () -> {
            service.queue(index).replaceKick(kick);
            return null;
        });
    }

    /** Takes over what calls the driver, null for nothing. */
    public void setCall(int index, Signal call) throws WorkerStopped {
        thread.call("take the call descriptor of ring " + index, () -> {
            service.queue(index).setCall(call);
            return null;
        });
    }

    /** Takes over what tells the front-end of a broken ring, null for nothing. */
    public void setErr(int index, Signal err) throws WorkerStopped {
        thread.call("take the err descriptor of ring " + index, () -> {
            service.queue(index).setErr(err);
            return null;
        });
    }

    /** Calls the driver of each started ring, whether it asked for that or not. */
    public void callAll() throws WorkerStopped {
        thread.call("call the driver", () -> {
            service.callAll();
            return null;
        });
    }

    /**
     * How the worker goes about its rings from the next round on. Does not wait for it. Where its thread cannot be placed it stays as it
     * is, and that is told in the log.
     */
    public void pace(Pace pace) {
        mailbox.put(() -> {
            service.pace(pace);
            thread.place(pace.placement());
        });
    }

    /** Whoever keeps the device's state for a later process. Before the first device is seated. */
    public void keepState(StateKeeper keeper) throws WorkerStopped {
        thread.call("keep the device's state", () -> {
            service.state().keepIn(keeper);
            return null;
        });
    }

    public void enable(int index, boolean enabled) throws WorkerStopped {
        thread.call("enable ring " + index, () -> {
            service.queue(index).setEnabled(enabled);
            return null;
        });
    }

    /**
     * Stops a ring: after the return nothing is read from it or written to it, and nobody is called.
     *
     * @param leave whether chains that the device holds stay out, in the front-end's table; otherwise each is returned
     * @return the base to go on from, 0 to 2^32-1, or -1 if the ring was not started
     */
    public long stop(int index, boolean leave) throws WorkerStopped {
        return thread.call("stop ring " + index, () -> service.stop(index, leave));
    }

    /**
     * Goes over to another generation of the memory table: after the return the old one is in use no more.
     *
     * @param parts the parts of each started ring in the new table; a ring that is missing has lost its memory, and breaks
     */
    public void replaceMemory(MemoryTable memory, Map<Integer, VringSettings.Parts> parts) throws WorkerStopped {
        thread.call("go over to the new memory table", () -> {
            service.replaceMemory(memory, parts);
            return null;
        });
    }

    /**
     * Has writes marked from now on, or not any more: after the return the log before is in use no more.
     *
     * @param logging for each ring
     * @param poke    signalled after pages were marked, owned from now on; null for none
     */
    public void log(List<RingLogging> logging, EventFd poke) throws WorkerStopped {
        thread.call("take the dirty log", () -> {
            service.log(logging, poke);
            return null;
        });
    }

    /** RESET_DEVICE and a status of 0: the rings stay, but disabled, and each chain is returned. */
    public void reset() throws WorkerStopped {
        thread.call("reset the device", () -> {
            service.reset();
            return null;
        });
    }

    /** The front-end is gone: all rings stop, all its descriptors are closed, the device is reset. */
    public void forgetSession() throws WorkerStopped {
        thread.call("leave the front-end", () -> {
            service.forgetSession();
            return null;
        });
    }

    /**
     * Stops the device and takes it out; the rings stay started and keep their kicks, and what the device handed back waits.
     *
     * @return null if there is no device
     */
    public ParkedDevice park() throws WorkerStopped {
        return thread.call("park the device", service::park);
    }

    /**
     * Seats a device, with the state of the one before it.
     *
     * @param parked null for a slot's first device
     * @param watching null, or for a device on trial what to call, on the worker, when it throws at a request: from then on it gets
     *                 no more, and the one that takes its place gets that request first
     * @throws StateRejected if it cannot go on from there: the slot stays parked
     */
    public void resume(VirtioDevice device, ParkedDevice parked, Runnable watching) throws WorkerStopped, StateRejected {
        StateRejected refusal = thread.call("seat the device", () -> {
            try {
                service.resume(device, parked, watching);
                return null;
            } catch (StateRejected rejected) {
                return rejected;
            }
        });
        if (refusal != null) {
            throw refusal;
        }
    }

    /** The device is on trial no longer. */
    public void trust() throws WorkerStopped {
        thread.call("trust the device", () -> {
            service.watch(null);
            return null;
        });
    }

    /**
     * What the running device would save now.
     *
     * @return null if it cannot tell while it runs, or there is none
     */
    public DeviceState snapshot() throws WorkerStopped {
        return thread.call("copy the device's state", service.state()::snapshot);
    }

    /**
     * The state of the device, which stays where it is. Only while every ring is stopped.
     *
     * @throws WorkerStopped also if a ring runs, or there is no device, or it could not save
     */
    public DeviceState save() throws WorkerStopped {
        return thread.call("save the device's state", service.state()::save);
    }

    /**
     * Gives the device a state from elsewhere. Only while every ring is stopped.
     *
     * @throws StateRejected if it cannot go on from there; it is as it was before
     */
    public void restore(DeviceState state) throws WorkerStopped, StateRejected {
        StateRejected refusal = thread.call("take a state over", () -> {
            try {
                service.state().restore(state);
                return null;
            } catch (StateRejected rejected) {
                return rejected;
            }
        });
        if (refusal != null) {
            throw refusal;
        }
    }

    /**
     * Has the device take other settings where it sits, between two requests.
     *
     * @return whether it has; if not, it threw, and has to be replaced
     * @throws SettingRejected if a value is wrong: the device goes on as before
     */
    public boolean adjust(DeviceSettings settings) throws WorkerStopped, SettingRejected {
        AtomicReference<SettingRejected> refusal = new AtomicReference<>();
        boolean taken = thread.call("take other settings", () -> {
            try {
                return service.adjust(settings);
            } catch (SettingRejected rejected) {
                refusal.set(rejected);
                return true;
            }
        });
        if (refusal.get() != null) {
            throw refusal.get();
        }
        return taken;
    }

    /** The queues as they are, or as they were last seen if the worker does not tell within {@link #SHOW_TIME}. */
    public List<QueueView> views() {
        if (!thread.ask(service::show, SHOW_TIME)) {
            LOG.debug("{}: its rings are shown as they were last seen", slot);
        }
        return service.views();
    }

    /**
     * Tells a worker that is stuck from one that sleeps: odd while it is at work, even while it sleeps, and another number after each
     * round. Any thread; costs the worker nothing.
     */
    public long beat() {
        return thread.beat();
    }

    /** The thread's name. */
    public String threadName() {
        return thread.name();
    }

    /** Where the thread is now, the innermost call first; empty if the worker has none now. Any thread. */
    public StackTraceElement[] stack() {
        return thread.stack();
    }

    public String slot() {
        return slot;
    }

    /** Has something done after all that was asked before, without waiting: for memory that a stuck worker may still use. */
    public void afterwards(Runnable task) {
        mailbox.put(task);
    }

    /** Ends the thread. The session is to be forgotten and the device parked before. */
    @Override
    public void close() {
        thread.end();
    }
}
