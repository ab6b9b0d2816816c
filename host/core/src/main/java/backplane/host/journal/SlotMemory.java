// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.device.DeviceState;
import backplane.host.control.InflightControl;
import backplane.host.demise.Demise;
import backplane.host.demise.Moment;
import backplane.host.worker.StateKeeper;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that outlives this process of one slot: its listening socket, the connection, the journal, the answers, the device's state and the
 * in-flight tables. Made before the slot's threads; {@link #close()} comes after them.
 */
public final class SlotMemory implements InflightControl.OwnTables, AutoCloseable {
    static final String CONNECTION = "connection";
    private static final String LISTENER = "listener";
    private static final String INFLIGHT = "inflight";
    private static final Logger LOG = LoggerFactory.getLogger(SlotMemory.class);

    private final String slot;
    private final KeptFds kept;
    private final UnixSockets sockets;
    private final MemoryFiles files;
    private final GuestMemory memory;
    private MemoryFile deathsFile;
    private MemoryFile journalFile;
    private MemoryFile outboxFile;
    private MemoryFile stateFile;
    private MemoryFile inflight;
    private SessionJournal journal;
    private KeptState state;
    private DeviceState formerState;
    private UnixListener listener;
    private UnixConnection connection;
    private TakeOverDeaths deaths;
    private boolean takenOver;

    private SlotMemory(String slot, KeptFds kept, UnixSockets sockets, MemoryFiles files, GuestMemory memory) {
        this.slot = slot;
        this.kept = kept;
        this.sockets = sockets;
        this.files = files;
        this.memory = memory;
    }

    /**
     * Takes over what a former process left of the slot. What cannot be gone on with is given up, and the slot begins anew.
     *
     * @throws KernelFault if nothing can be kept; the slot can do without
     */
    public static SlotMemory open(String slot, KeptFds kept, UnixSockets sockets, MemoryFiles files, GuestMemory memory)
            throws KernelFault {
        SlotMemory opened = new SlotMemory(slot, kept, sockets, files, memory);
        try {
            opened.recall();
        } catch (JournalRejected | RuntimeException rejected) {
            LOG.error("{}: the session of the former process cannot be gone on with, and is ended: {}", slot, rejected.getMessage());
            opened.close();
            opened = new SlotMemory(slot, kept, sockets, files, memory);
            try {
                opened.recall();
            } catch (JournalRejected again) {
                throw new KernelFault(Errno.EIO, "make a journal: " + again.getMessage());
            }
        }
        return opened;
    }

    private void recall() throws KernelFault, JournalRejected {
        OwnedFd listening = kept.take(LISTENER);
        listener = listening == null ? null : sockets.resume(listening);
        OwnedFd connected = kept.take(CONNECTION);
        connection = connected == null ? null : sockets.adopt(connected);
        takenOver = connection != null;
        deathsFile = MemoryFile.open(kept, "deaths", TakeOverDeaths.SIZE, files, memory);
        deaths = new TakeOverDeaths(deathsFile.bytes());
        if (takenOver) {
            deaths.require();
            deaths.begin();
        } else {
            deaths.survived();
        }
        journalFile = MemoryFile.open(kept, "journal", SessionJournal.SIZE, files, memory);
        outboxFile = MemoryFile.open(kept, "outbox", Outbox.SIZE, files, memory);
        stateFile = MemoryFile.open(kept, "state", KeptState.SIZE, files, memory);
        journal = new SessionJournal(slot, kept, journalFile.bytes(), new Outbox(outboxFile, files), deaths);
        state = new KeptState(slot, stateFile.bytes());
        if (takenOver) {
            journal.recall();
            formerState = state.read();
            Demise.at(Moment.SLOT_RECALLED, slot);
        } else {
            kept.dropRest();
        }
        kept.settle();
        deaths.pause();
    }

    /** How often this session's take-over has killed a process; null if there is no former session. */
    public TakeOverDeaths deaths() {
        return takenOver ? deaths : null;
    }

    public SessionJournal journal() {
        return journal;
    }

    public StateKeeper state() {
        return state;
    }

    /** The state in which the device was, or null. Once. */
    public DeviceState takeState() {
        DeviceState taken = formerState;
        formerState = null;
        return taken;
    }

    /** The socket that the former process listened on, if it is at {@code path}; null if there is none. Once. */
    public UnixListener takeListener(Path path) {
        UnixListener taken = listener;
        listener = null;
        if (taken != null && !taken.path().equals(path)) {
            taken.close();
            return null;
        }
        return taken;
    }

    /** Leaves a listening socket with the manager, in place of the one before. */
    public void keep(UnixListener next) throws KernelFault {
        kept.remove(LISTENER);
        kept.put(LISTENER, next.descriptor());
        kept.settle();
    }

    /** The front-end that the former process served, or null. Once. */
    public UnixConnection takeConnection() {
        UnixConnection taken = connection;
        connection = null;
        return taken;
    }

    @Override
    public GuestRegion open(long size) throws KernelFault {
        try {
            if (inflight != null && inflight.bytes().capacity() < size) {
                inflight.close();
                kept.remove(INFLIGHT);
                inflight = null;
            }
            if (inflight == null) {
                inflight = MemoryFile.open(kept, INFLIGHT, Math.toIntExact(size), files, memory);
                kept.settle();
            }
            return inflight.region();
        } catch (JournalRejected rejected) {
            throw new KernelFault(Errno.EINVAL, rejected.getMessage());
        }
    }

    /** Gives up all: the slot goes. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        if (connection != null) {
            connection.close();
        }
        for (MemoryFile file : new MemoryFile[] {deathsFile, journalFile, outboxFile, stateFile, inflight}) {
            if (file != null) {
                file.close();
            }
        }
        try {
            for (String what : new String[] {LISTENER, CONNECTION, "deaths", "journal", "outbox", "state", INFLIGHT}) {
                kept.remove(what);
            }
        } catch (KernelFault fault) {
            LOG.warn("{}: the service manager keeps what is not needed any more: {}", slot, fault.getMessage());
        }
        kept.dropRest();
    }
}
