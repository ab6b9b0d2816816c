// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.ConfigSpace;
import backplane.device.DeviceProvider;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.device.VirtioDevice;
import backplane.host.counters.SlotCounters;
import backplane.host.session.FrontendSession;
import backplane.host.session.SessionPorts;
import backplane.host.upgrade.Handover;
import backplane.host.worker.DeviceProfile;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place for one device, and its socket. Steered by the registry's thread; the control thread comes in by {@link #serve}. What
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
    private final SlotCounters counters = new SlotCounters();
    private volatile SlotSettings settings;
    private volatile String problem = "";
    private FrontendListener listener;
    private DeviceProvider provider;
    private volatile VirtioDevice device;
    private volatile DeviceProfile profile;
    private volatile QueueWorker worker;
    private Handover handover;
    private volatile FrontendSession session;
    private volatile String frontend = "";
    private boolean closed;

    DeviceSlot(SlotSettings settings, SlotPorts ports) {
        this.name = settings.name();
        this.settings = settings;
        this.ports = ports;
    }

    SlotSettings settings() {
        return settings;
    }

    /** Opens the socket, or says in the slot's problem why it cannot. */
    void open() {
        try {
            listener = new FrontendListener(name, ports.sockets().listen(settings.socket(), settings.access()), this::serve);
            LOG.info("{}: {} listens on {}", name, settings.type(), settings.socket());
        } catch (KernelFault fault) {
            refuse("the socket cannot be opened: " + fault.getMessage());
        }
    }

    /** A bundle offers the slot's type: makes the device, or seats the next one after a park. */
    synchronized void provide(DeviceProvider next) {
        if (device != null) {
            return;
        }
        provider = next;
        try {
            seat(create(next, settings));
            problem = listener == null ? problem : "";
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
            if (device != null && !next.hasSameDevice(settings)) {
                replace(create(provider, next));
            }
            if (listener == null || !next.hasSameSocket(settings)) {
                move(next);
            }
            settings = next;
            problem = "";
            if (device == null && provider != null) {
                provide(provider);
            }
        } catch (WorkerStopped | KernelFault failed) {
            refuse("the changed configuration cannot be taken over: " + failed.getMessage());
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
        if (listener != null) {
            listener.close();
        }
        synchronized (this) {
            if (device != null) {
                park();
            }
            if (worker != null) {
                worker.close();
            }
        }
    }

    SlotView view() {
        QueueWorker current = worker;
        return new SlotView(name, settings.type(), state(), settings.socket(), frontend, negotiated(),
                current == null ? List.of() : current.views(), settings.values(), counters.snapshot(), problem);
    }

    private synchronized SlotState state() {
        if (listener == null || device == null && !problem.isEmpty()) {
            return SlotState.REFUSED;
        }
        if (session != null) {
            return device == null ? SlotState.PARKED : SlotState.CONNECTED;
        }
        return device == null ? SlotState.EMPTY : SlotState.READY;
    }

    private synchronized String negotiated() {
        return session == null ? "" : session.taken().describe(VirtioFeature.values());
    }

    private VirtioDevice create(DeviceProvider from, SlotSettings with) throws SettingRejected {
        with.refuseUnknownKeys(from);
        return from.create(with.device());
    }

    private void seat(VirtioDevice next) throws WorkerStopped, StateRejected, KernelFault {
        try {
            DeviceProfile seen = session == null ? null : profile;
            if (seen == null && worker != null && !profile.queues().equals(next.queues())) {
                worker.close();
                worker = null;
            }
            if (worker == null) {
                worker = new QueueWorker(name, next.queues(), ports.pollers().open(), counters, this::configChanged);
                handover = new Handover(name, worker, counters);
            }
            handover.resume(next, seen, session == null ? FeatureSet.NONE : session.taken());
        } catch (StateRejected | WorkerStopped | KernelFault failed) {
            next.close();
            throw failed;
        }
        DeviceProfile before = profile;
        device = next;
        profile = DeviceProfile.of(next);
        if (session != null && !before.config().equals(profile.config())) {
            configChanged();
        }
    }

    /** On failure the former settings come back, with a device of theirs. */
    private void replace(VirtioDevice next) throws WorkerStopped, KernelFault, SettingRejected {
        park();
        try {
            seat(next);
        } catch (StateRejected rejected) {
            provide(provider);
            throw new SettingRejected("configuration", name, "what fits the connected front-end: " + rejected.getMessage());
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
    }

    private void move(SlotSettings next) throws KernelFault {
        if (listener == null) {
            settings = next;
            listener = new FrontendListener(name, ports.sockets().listen(next.socket(), next.access()), this::serve);
        } else if (next.socket().equals(settings.socket())) {
            throw new KernelFault(backplane.kernel.Errno.EBUSY, "mode, owner and group of a socket in use stay as they are; "
                    + "destroy the device and create it again to change " + next.socket());
        } else {
            listener.listenOn(ports.sockets().listen(next.socket(), next.access()));
        }
    }

    /** One front-end, from connect to disconnect. On the control thread. */
    private void serve(UnixConnection connection) {
        FrontendSession current = begin(connection);
        if (current == null) {
            connection.close();
            return;
        }
        LOG.info("{}: front-end {} connected", name, frontend);
        current.run();
        synchronized (this) {
            session = null;
            LOG.info("{}: front-end {} disconnected", name, frontend);
            frontend = "";
        }
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
        frontend = describe(connection);
        session = new FrontendSession(name, connection, profile.with(settings.ringFeatures()), this::config, worker,
                new SessionPorts(ports.sockets(), ports.eventFds(), ports.memory(), ports.files(), counters));
        return session;
    }

    /** On the control thread, without the monitor: it is answered also while the device is being replaced. */
    private ConfigSpace config() {
        VirtioDevice current = device;
        try {
            return current == null ? profile.config() : current.config();
        } catch (RuntimeException stray) {
            LOG.warn("{}: the device does not tell its configuration space; the last one stands", name, stray);
            return profile.config();
        }
    }

    /** On any thread, without the monitor: the worker calls it, and whoever holds the monitor may be waiting for the worker. */
    private void configChanged() {
        FrontendSession current = session;
        if (current != null) {
            current.configChanged();
        }
    }

    private static String describe(UnixConnection connection) {
        try {
            return "pid " + connection.peer().pid();
        } catch (KernelFault unknown) {
            return "unknown";
        }
    }
}
