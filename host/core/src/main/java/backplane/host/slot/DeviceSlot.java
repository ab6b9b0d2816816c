// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.ConfigSpace;
import backplane.device.DeviceProvider;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounters;
import backplane.host.journal.SlotMemory;
import backplane.host.session.FrontendSession;
import backplane.host.session.SessionPorts;
import backplane.host.upgrade.Handover;
import backplane.host.upgrade.Handover.Successor;
import backplane.host.worker.DeviceProfile;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.operation.HandoverView;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place for one device, and its socket. Steered by the registry's thread; the control thread comes in by {@link #arrived}. What
 * both touch is guarded by this object's monitor, which no request takes.
 *
 * <pre>
 *   REFUSED ──(configuration mended)──► EMPTY ◄──(bundle gone, nobody connected)── READY
 *                                         │                                         │ ▲
 *                                         └──(bundle there)────────────────────► connect │ disconnect
 *                        PARKED ◄──(bundle gone)── CONNECTED ◄──────────────────────┘ │
 *                           └──(bundle back)──────────► └────────────────────────────────┘
 * </pre>
 */
final class DeviceSlot {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSlot.class);

    private final String name;
    private final SlotPorts ports;
    private final SlotMemory kept;
    private final AwayLimit away;
    private final SlotCounters counters = new SlotCounters();
    private volatile SlotSettings settings;
    private volatile String problem = "";
    private volatile FrontendDoor door;
    private DeviceProvider provider;
    private volatile VirtioDevice device;
    private volatile Trial trial;
    private volatile DeviceProfile profile;
    private volatile QueueWorker worker;
    private volatile Handover handover;
    private volatile FrontendSession session;
    private volatile String frontend = "";
    private boolean closed;

    /** @param timer runs what is due on the slots' thread */
    DeviceSlot(SlotSettings settings, SlotPorts ports, ScheduledExecutorService timer) {
        away = new AwayLimit(timer, this::awayForTooLong);
        this.name = settings.name();
        this.settings = settings;
        this.ports = ports;
        kept = Succession.of(name, ports);
    }

    SlotSettings settings() {
        return settings;
    }

    /** Opens the socket, or says in the slot's problem why it cannot. */
    void open() {
        try {
            door = FrontendDoor.open(settings, ports, kept, this::arrived, this::left);
        } catch (KernelFault fault) {
            refuse(settings.socket().refusal(fault));
        }
    }

    void inTurn(TakeOverTurns turns, Runnable step) {
        turns.inTurn(name, kept == null ? null : kept.deaths(), counters, step);
    }

    /** A bundle offers the slot's type: makes the device, or seats the next one after a park. */
    synchronized void provide(DeviceProvider next) {
        if (device != null) {
            return;
        }
        provider = next;
        try {
            seat(new Successor(Rehearsal.create(next, settings), OfferingBundle.of(next), null));
            problem = door == null ? problem : "";
        } catch (SettingRejected rejected) {
            refuse(rejected.getMessage());
        } catch (StateRejected | WorkerStopped | KernelFault failed) {
            refuse("the device cannot be taken into service: " + failed.getMessage());
        }
        notifyAll();
    }

    /** The bundle goes: parks the device, if it was that bundle's. */
    synchronized void withdraw(DeviceProvider leaving) {
        if (provider != leaving) {
            return;
        }
        provider = null;
        Optional.ofNullable(trial).ifPresent(Trial::withdraw);
        if (device != null) {
            park();
        }
    }

    /**
     * Takes other settings over, behind a live connection too.
     *
     * @throws SettingRejected if a value is wrong: everything stays as it was
     */
    synchronized void reconfigure(SlotSettings next) throws SettingRejected {
        if (provider != null) {
            next.refuseUnknownKeys(provider);
        }
        try {
            if (device != null && !next.hasSameDevice(settings) && !adjusted(next)) {
                replace(next);
            }
            if (door == null) {
                door = FrontendDoor.open(next, ports, kept, this::arrived, this::left);
            } else {
                door.move(next.socket());
            }
            settings = next;
            problem = "";
            if (worker != null) {
                worker.pace(next.pace());
            }
            if (device == null && provider != null) {
                provide(provider);
            }
        } catch (WorkerStopped | KernelFault failed) {
            refuse("the changed configuration cannot be taken over: " + failed.getMessage());
        }
    }

    /** Whether the device has taken other settings where it is, with its rings and all that it holds. */
    private boolean adjusted(SlotSettings next) throws WorkerStopped, SettingRejected {
        ConfigSpace before = config();
        boolean taken = next.hasSameDeviceButLive(settings, provider) && worker.adjust(next.device());
        if (taken && !before.equals(config())) {
            configChanged();
        }
        return taken;
    }

    synchronized boolean isOf(DeviceProvider offer) {
        return provider == offer;
    }

    synchronized boolean isConnected() {
        return session != null;
    }

    /** Tries a device of another bundle with a copy of the state of the one that serves. @return why it cannot take over, or empty */
    synchronized String rehearse(DeviceProvider next) {
        return new Rehearsal(settings, seen(), device == null ? null : worker).of(next);
    }

    /**
     * Replaces the device by one of another bundle, while both bundles are there; if that fails, by one of the former's again.
     *
     * @return why not, or empty
     */
    synchronized String moveTo(DeviceProvider next, boolean onTrial) {
        DeviceProvider former = provider;
        try {
            VirtioDevice fresh = device == null ? Rehearsal.create(next, settings) : Rehearsal.successor(next, settings, this::park);
            trial = onTrial ? new Trial(counters) : null;
            provider = next;
            seat(new Successor(fresh, OfferingBundle.of(next), trial));
            problem = "";
            return "";
        } catch (SettingRejected | StateRejected | WorkerStopped | KernelFault failed) {
            return back(former, failed.getMessage());
        } catch (RuntimeException | LinkageError stray) {
            return back(former, Rehearsal.told(settings, next, stray));
        } finally {
            notifyAll();
        }
    }

    private String back(DeviceProvider former, String why) {
        trial = null;
        provider = former;
        if (former != null) {
            provide(former);
        }
        return device == null ? why + "; and nobody has it now: " + problem : why;
    }

    /** What is wrong with a device on trial, or empty. Any thread. */
    String complaint() {
        return Optional.ofNullable(trial).map(Trial::complaint).orElse("");
    }

    /** The trial is over, and the device has passed. */
    synchronized void trust() {
        trial = null;
        try {
            worker.trust();
        } catch (WorkerStopped stuck) {
            refuse(stuck.getMessage());
        }
    }

    /** Says why the last configuration is not in force. */
    void refuse(String why) {
        problem = why;
        LOG.error("{}: {}", name, why);
    }

    /** Ends everything; the front-end loses its connection, and the socket's file goes. */
    void close() {
        synchronized (this) {
            closed = true;
            if (session != null) {
                session.end();
            }
            notifyAll();
        }
        if (door != null) {
            door.close();
        }
        synchronized (this) {
            if (device != null) {
                park();
            }
            away.end();
            if (worker != null) {
                worker.close();
            }
            Succession.end(kept);
        }
    }

    synchronized void leave() {
        if (device != null) {
            park();
        }
    }

    SlotView view() {
        QueueWorker current = worker;
        FrontendSession held = session;
        String taken = held == null ? "" : held.taken().describe(VirtioFeature.values());
        return new SlotView(name, settings.type(), state(), door == null ? settings.socket().path() : door.path(), frontend, taken,
                current == null ? List.of() : current.views(), settings.values(), counters.snapshot(),
                DeviceCounts.of(device, name), SlotStanding.wrong(problem, held));
    }

    /** Without the monitor, as whoever holds it may be waiting for a worker that is stuck, and that must be seen. */
    private SlotState state() {
        return SlotStanding.of(door != null, session != null, device != null, problem);
    }

    private void seat(Successor successor) throws WorkerStopped, StateRejected, KernelFault {
        VirtioDevice next = successor.device();
        try {
            DeviceProfile seen = seen();
            if (seen == null && worker != null && !profile.queues().equals(next.queues())) {
                worker.close();
                worker = null;
            }
            if (worker == null) {
                worker = new QueueWorker(name, next.queues(), ports.pollers().open(), counters, this::configChanged,
                        ports.idle());
                handover = new Handover(name, worker, counters);
                Succession.begin(kept, worker, handover);
                worker.pace(settings.pace());
            }
            handover.resume(successor, seen);
        } catch (StateRejected | WorkerStopped | KernelFault failed) {
            Rehearsal.close(settings, next);
            throw failed;
        }
        away.end();
        DeviceProfile before = profile;
        device = next;
        profile = DeviceProfile.of(next);
        if (session != null && !before.config().equals(profile.config())) {
            configChanged();
        }
    }

    /** On failure the former settings come back, with a device of theirs. */
    private void replace(SlotSettings next) throws WorkerStopped, KernelFault, SettingRejected {
        try {
            seat(new Successor(Rehearsal.successor(provider, next, this::park), OfferingBundle.of(provider), null));
        } catch (StateRejected | SettingRejected rejected) {
            provide(provider);
            throw rejected instanceof SettingRejected wrong ? wrong
                    : new SettingRejected("configuration", name, "what fits the connected front-end: " + rejected.getMessage());
        }
    }

    private void park() {
        profile = new DeviceProfile(profile.features(), profile.queues(), config());
        try {
            handover.park();
        } catch (WorkerStopped stuck) {
            refuse(stuck.getMessage());
        }
        device = null;
        away.begin(settings);
    }

    /** On the slots' thread. Only a front-end's own settings cut it off: a guest that waits is better than one that is dead. */
    private synchronized void awayForTooLong() {
        if (device != null || session == null || closed) {
            return;
        }
        refuse(AwayLimit.problem(settings, problem));
        if (settings.closesWhenAway()) {
            session.end();
        }
    }

    /** What a connected front-end knows of the device, null if none is connected. */
    private DeviceProfile seen() {
        return session == null ? null : new DeviceProfile(session.offered(), profile.queues(), profile.config());
    }

    /** Null before there was a device. Any thread. */
    QueueWorker worker() {
        return worker;
    }

    /** The replacements of the device, the latest last. Any thread. */
    List<HandoverView> handovers() {
        Handover current = handover;
        return current == null ? List.of() : current.records();
    }

    /** Null if the front-end does not stay. On the control thread. */
    private FrontendSession arrived(UnixConnection connection) {
        FrontendSession current = begin(connection);
        if (current == null) {
            connection.close();
        }
        return current;
    }

    private synchronized void left() {
        session = null;
        LOG.info("{}: front-end {} disconnected", name, frontend);
        frontend = "";
    }

    /** Waits until there is a device: the front-end's first question is answered then. */
    private synchronized FrontendSession begin(UnixConnection connection) {
        while (device == null && !closed) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        if (closed) {
            return null;
        }
        frontend = FrontendDoor.peer(connection);
        FeatureSet rings = settings.ringFeatures();
        session = new FrontendSession(name, connection, profile.with(rings), this::config, worker,
                new SessionPorts(ports.sockets(), ports.eventFds(), ports.memory(), ports.files(), counters,
                        () -> profile.with(rings).features(), settings.inBand(), kept));
        LOG.info("{}: front-end {} connected", name, frontend);
        return session;
    }

    /** On the control thread, without the monitor: it is answered also while the device is being replaced. */
    private ConfigSpace config() {
        return profile.configOf(device, name);
    }

    /** On any thread, without the monitor: the worker calls it, and whoever holds the monitor may be waiting for the worker. */
    private void configChanged() {
        FrontendSession current = session;
        if (current != null) {
            current.configChanged();
        }
    }
}
