// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.worker.DeviceProfile;
import backplane.host.inflight.InflightRegion;
import backplane.host.ring.PackedPosition;
import backplane.host.ring.RingFormat;
import backplane.host.ring.RingLogging;
import backplane.host.ring.VringSettings;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.kernel.Signal;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.ProtocolFeature;
import backplane.vhostuser.VringAddress;
import backplane.vhostuser.VringFile;
import backplane.vhostuser.VringState;
import backplane.virtio.VirtioFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The vrings of a session: NUM, ADDR, BASE, KICK, CALL, ERR, ENABLE. On the control thread. */
public final class VringControl {
    private final List<Vring> vrings = new ArrayList<>();
    private final QueueWorker worker;
    private final FeatureNegotiation features;
    private final InflightControl inflight;
    private final Notifications notifications;
    private final LogControl log;
    private MemoryTable memory = MemoryTable.EMPTY;
    private boolean resuming;
    private volatile boolean lacksMemory;

    public VringControl(DeviceProfile profile, QueueWorker worker, Notifications notifications, FeatureNegotiation features,
            InflightControl inflight, LogControl log) {
        this.notifications = notifications;
        this.log = log;
        this.inflight = inflight;
        this.worker = worker;
        this.features = features;
        for (int i = 0; i < profile.queues().size(); i++) {
            vrings.add(new Vring(i, profile.queues().get(i).maxSize()));
        }
    }

    public Reply setNum(FrontendMessage message) throws ProtocolFault {
        VringState state = VringState.read(message.payload());
        Vring vring = stopped(state.index(), message);
        if (state.num() < 1 || state.num() > vring.maxSize || !features.ringFormat().admits(state.num())) {
            throw new ProtocolFault(Reason.BAD_VALUE, "vring " + vring.index + " cannot have " + state.num()
                    + " entries, but 1 to " + vring.maxSize
                    + (features.ringFormat() == RingFormat.SPLIT ? ", a power of two" : ""));
        }
        vring.size = (int) state.num();
        return Reply.DONE;
    }

    public Reply setBase(FrontendMessage message) throws ProtocolFault {
        VringState state = VringState.read(message.payload());
        Vring vring = stopped(state.index(), message);
        if (features.ringFormat() == RingFormat.SPLIT && state.num() > 0xffff) {
            throw new ProtocolFault(Reason.BAD_VALUE, "the base of a split vring is 0 to 65535, not " + state.num());
        }
        vring.base = state.num();
        return Reply.DONE;
    }

    /** On a running ring only the log flag may differ. */
    public Reply setAddr(FrontendMessage message) throws ProtocolFault {
        VringAddress address = VringAddress.read(message.payload());
        Vring vring = vring(address.index());
        if (vring.running && !isSamePlace(vring.address, address)) {
            throw new ProtocolFault(Reason.BAD_STATE, "vring " + vring.index + " is running and cannot be moved");
        }
        if (address.descriptors().value() % 16 != 0 || address.available().value() % 2 != 0 || address.used().value() % 4 != 0) {
            throw new ProtocolFault(Reason.BAD_VALUE, "the parts of vring " + vring.index
                    + " are to be aligned to 16, 2 and 4 bytes: " + address);
        }
        vring.address = address;
        if (vring.running) {
            refreshLog();
        }
        return Reply.DONE;
    }

    /** Starts the vring, or gives a running one another descriptor. */
    public Reply setKick(FrontendMessage message) throws ProtocolFault {
        VringFile file = VringFile.read(message.payload());
        Vring vring = vring(file.index());
        EventFd kick = notifications.kick(vring, file, message);
        if (vring.running) {
            ask(() -> worker.replaceKick(vring.index, kick));
            return Reply.DONE;
        }
        dropKick(vring);
        vring.kick = kick;
        vring.kicked = true;
        start(vring, memory);
        return Reply.DONE;
    }

    /**
     * VRING_KICK: a kick by message, in place of the descriptor. UML sends neither SET_VRING_KICK nor SET_VRING_CALL then, so the
     * first one starts the vring ("Starting and stopping rings").
     */
    public Reply kick(FrontendMessage message) throws ProtocolFault {
        Vring vring = vring(VringState.read(message.payload()).index());
        if (!vring.kicked) {
            vring.kick = notifications.inBandKick(vring);
            vring.kicked = true;
            start(vring, memory);
            return Reply.DONE;
        }
        if (vring.inBandKick == null) {
            throw new ProtocolFault(Reason.BAD_STATE, message + " for vring " + vring.index + ", which has a kick descriptor");
        }
        try {
            vring.inBandKick.signal();
        } catch (KernelFault broken) {
            throw new ProtocolFault(Reason.FAILED, broken.getMessage());
        }
        return Reply.DONE;
    }

    public Reply setCall(FrontendMessage message) throws ProtocolFault {
        VringFile file = VringFile.read(message.payload());
        Vring vring = vring(file.index());
        Signal call = notifications.signal(BackendRequest.VRING_CALL, file, message);
        vring.called = true;
        ask(() -> worker.setCall(vring.index, call));
        return Reply.DONE;
    }

    public Reply setErr(FrontendMessage message) throws ProtocolFault {
        VringFile file = VringFile.read(message.payload());
        Vring vring = vring(file.index());
        Signal err = notifications.signal(BackendRequest.VRING_ERR, file, message);
        vring.erred = true;
        ask(() -> worker.setErr(vring.index, err));
        return Reply.DONE;
    }

    /** Also for vrings that were never configured: QEMU enables all. */
    public Reply setEnable(FrontendMessage message) throws ProtocolFault {
        VringState state = VringState.read(message.payload());
        Vring vring = vring(state.index());
        if (state.num() > 1) {
            throw new ProtocolFault(Reason.BAD_VALUE, "a vring is enabled by 1 and disabled by 0, not by " + state.num());
        }
        vring.enabled = state.num() == 1;
        ask(() -> worker.enable(vring.index, vring.enabled));
        noteMemory(vring);
        return Reply.DONE;
    }

    /** Whether a vring is to run while no memory is shared at all. Legal, but mostly a VM whose memory is private. From any thread. */
    public boolean lacksMemory() {
        return lacksMemory;
    }

    /**
     * Stops the vring: nothing is written to it after the reply. With GET_VRING_BASE_INFLIGHT what the device holds stays out, but
     * not if the front-end has the further request to ask for that.
     */
    public Reply getBase(FrontendMessage message) throws ProtocolFault {
        return stop(message, features.has(ProtocolFeature.GET_VRING_BASE_INFLIGHT)
                && !features.has(ProtocolFeature.GET_VRING_BASE_SKIP_DRAIN));
    }

    /** GET_VRING_BASE_SKIP_DRAIN: as {@link #getBase}, without waiting for what is in flight. */
    public Reply getBaseSkippingDrain(FrontendMessage message) throws ProtocolFault {
        return stop(message, features.has(ProtocolFeature.GET_VRING_BASE_INFLIGHT));
    }

    private Reply stop(FrontendMessage message, boolean leave) throws ProtocolFault {
        Vring vring = vring(VringState.read(message.payload()).index());
        stop(vring, leave && inflight.isKept(vring.index));
        return Reply.state(new VringState(vring.index, vring.base));
    }

    /** SET_FEATURES without bit 30: there is no SET_VRING_ENABLE, and every vring is enabled at once. */
    public void enableAll() throws ProtocolFault {
        for (Vring vring : vrings) {
            vring.enabled = true;
            ask(() -> worker.enable(vring.index, true));
        }
    }

    /** RESET_DEVICE has disabled all vrings in the worker. */
    public void allDisabled() {
        vrings.forEach(vring -> vring.enabled = false);
    }

    /** The parts of each running vring in another memory table; one that is not whole in it is left out. */
    Map<Integer, VringSettings.Parts> partsIn(MemoryTable table) {
        Map<Integer, VringSettings.Parts> parts = new HashMap<>();
        for (Vring vring : vrings) {
            if (vring.running) {
                try {
                    parts.put(vring.index, vring.partsIn(table, features));
                } catch (MemoryFault lost) {
                    // The worker breaks a ring that is missing here, and tells the front-end by its err descriptor.
                    continue;
                }
            }
        }
        return parts;
    }

    /** Memory has come: starts the vrings that waited for it. */
    void startWaiting(MemoryTable table) throws ProtocolFault {
        memory = table;
        lacksMemory &= table.regions().isEmpty();
        refreshLog();
        for (Vring vring : vrings) {
            if (!vring.running) {
                start(vring, table);
            }
        }
    }

    /** Whether a vring is started or waits for its memory. */
    public boolean isKicked(int index) {
        return index < vrings.size() && vrings.get(index).kicked;
    }

    /** Whether no vring is started or waits for its memory. */
    public boolean areAllStopped() {
        return vrings.stream().noneMatch(vring -> vring.kicked);
    }

    public boolean isEnabled(int index) {
        return index < vrings.size() && vrings.get(index).enabled;
    }

    /** Calls the driver of each started vring: a process before this one may have died before it did. */
    public void callAll() throws ProtocolFault {
        ask(worker::callAll);
    }

    /** From now on, or no longer: vrings go on where a process before this one died, and their memory tells where that is. */
    public void resuming(boolean now) {
        resuming = now;
    }

    /** @throws ProtocolFault BAD_STATE if a vring is running */
    public void requireAllStopped(FrontendMessage message) throws ProtocolFault {
        for (Vring vring : vrings) {
            stopped(vring.index, message);
        }
    }

    private void noteMemory(Vring vring) {
        lacksMemory |= vring.enabled && vring.isComplete() && memory.regions().isEmpty();
    }

    /** The session is over. */
    public void close() {
        vrings.forEach(VringControl::dropKick);
    }

    private void stop(Vring vring, boolean leave) throws ProtocolFault {
        if (vring.running) {
            ask(() -> vring.base = worker.stop(vring.index, leave));
        }
        vring.running = false;
        vring.kicked = false;
        dropKick(vring);
    }

    private void start(Vring vring, MemoryTable table) throws ProtocolFault {
        if (!vring.isComplete() || table.regions().isEmpty()) {
            noteMemory(vring);
            return;
        }
        try {
            boolean eventIdx = features.has(VirtioFeature.EVENT_IDX);
            RingFormat format = features.ringFormat();
            requireFit(vring, format);
            VringSettings.Parts parts = vring.partsIn(table, features);
            long base = resuming && format == RingFormat.SPLIT ? VringSettings.usedIndex(parts) : vring.base;
            VringSettings settings = new VringSettings(format, vring.size, base, parts, eventIdx,
                    features.has(VirtioFeature.INDIRECT_DESC), features.has(VirtioFeature.IN_ORDER));
            InflightRegion out = inflight.table(vring.index, vring.size, resuming);
            refreshLog();
            EventFd kick = vring.kick;
            vring.kick = null;
            ask(() -> {
                worker.negotiate(features.takenOfDevice());
                notifications.callInBand(vring, worker);
                worker.start(vring.index, settings, table, out, kick);
            });
            vring.running = true;
        } catch (MemoryFault fault) {
            throw new ProtocolFault(Reason.BAD_MEMORY, "vring " + vring.index + " cannot start: " + fault.getMessage());
        }
    }

    /** Features may have changed since size and base were set. */
    private static void requireFit(Vring vring, RingFormat format) throws ProtocolFault {
        if (!format.admits(vring.size)) {
            throw new ProtocolFault(Reason.BAD_VALUE, "a split vring has a power of two of entries, and vring " + vring.index + " "
                    + vring.size);
        }
        if (format == RingFormat.PACKED && !PackedPosition.isBaseOf(vring.base, vring.size)) {
            throw new ProtocolFault(Reason.BAD_VALUE, "the base 0x" + Long.toHexString(vring.base) + " is not in packed vring "
                    + vring.index + " of " + vring.size + " entries");
        }
    }

    /** Tells the worker which writes to mark, if there is a dirty log. */
    public void refreshLog() throws ProtocolFault {
        List<RingLogging> rings = new ArrayList<>();
        for (Vring vring : vrings) {
            rings.add(vring.logging(log.log(), features, memory));
        }
        log.apply(rings);
    }

    private Vring vring(int index) throws ProtocolFault {
        if (index < 0 || index >= vrings.size()) {
            throw new ProtocolFault(Reason.BAD_INDEX, "there is no vring " + index + ", the device has " + vrings.size());
        }
        return vrings.get(index);
    }

    private Vring stopped(int index, FrontendMessage message) throws ProtocolFault {
        Vring vring = vring(index);
        if (vring.running && !vring.enabled) {
            // UML stops a vring by disabling it alone, and configures it anew when the guest's driver comes back.
            stop(vring, false);
        }
        if (vring.running) {
            throw new ProtocolFault(Reason.BAD_STATE, message + " for vring " + index + ", which is running");
        }
        return vring;
    }

    private static boolean isSamePlace(VringAddress a, VringAddress b) {
        return a.descriptors().equals(b.descriptors()) && a.available().equals(b.available()) && a.used().equals(b.used());
    }

    private static void dropKick(Vring vring) {
        if (vring.kick != null) {
            vring.kick.close();
            vring.kick = null;
        }
    }

    /** A request to the worker. */
    interface WorkerStep {
        void take() throws WorkerStopped;
    }

    static void ask(WorkerStep step) throws ProtocolFault {
        try {
            step.take();
        } catch (WorkerStopped stuck) {
            throw new ProtocolFault(Reason.FAILED, stuck.getMessage());
        }
    }
}
