// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.OwnedFd;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.RegionTable;
import backplane.vhostuser.SingleRegion;
import java.util.ArrayList;
import java.util.List;

/**
 * Guest memory by generations: SET_MEM_TABLE, ADD_MEM_REG, REM_MEM_REG, GET_MAX_MEM_SLOTS. A region is unmapped only after the
 * worker has gone over to a table without it, and only then is the front-end answered. On the control thread.
 */
public final class MemoryControl {
    /** As libvhost-user and rust-vmm; QEMU takes at most 512, and must not be told fewer after a reconnect. */
    public static final int MOST_REGIONS = 509;

    private final GuestMemory memory;
    private final QueueWorker worker;
    private final VringControl vrings;
    private MemoryTable table = MemoryTable.EMPTY;

    public MemoryControl(GuestMemory memory, QueueWorker worker, VringControl vrings) {
        this.memory = memory;
        this.worker = worker;
        this.vrings = vrings;
    }

    public Reply getMaxMemSlots() {
        return Reply.value(MOST_REGIONS);
    }

    /** Replaces the whole table. */
    public Reply setMemTable(FrontendMessage message) throws ProtocolFault {
        List<RegionMapping> mappings = mapping(() -> RegionTable.read(message.payload()));
        if (mappings.size() != message.fds().size()) {
            throw new ProtocolFault(Reason.BAD_FD_COUNT, mappings.size() + " regions came with " + message.fds().size() + " descriptors");
        }
        mapping(() -> {
            MemoryTable.checkOverlaps(mappings);
            return null;
        });
        List<GuestRegion> regions = map(mappings, message.fds());
        goOver(regions, table.regions());
        return Reply.DONE;
    }

    /** Adds one region. */
    public Reply addMemReg(FrontendMessage message) throws ProtocolFault {
        RegionMapping added = mapping(() -> SingleRegion.read(message.payload()));
        List<GuestRegion> regions = new ArrayList<>(table.regions());
        if (regions.size() >= MOST_REGIONS) {
            throw new ProtocolFault(Reason.BAD_MEMORY, "there are " + MOST_REGIONS + " regions already");
        }
        for (GuestRegion region : regions) {
            if (region.mapping().overlaps(added)) {
                throw new ProtocolFault(Reason.BAD_MEMORY, "the region " + added + " overlaps " + region.mapping());
            }
        }
        regions.addAll(map(List.of(added), message.fds()));
        goOver(regions, List.of());
        return Reply.DONE;
    }

    /** Removes one region, found by both addresses and its size. A ring in it breaks. */
    public Reply remMemReg(FrontendMessage message) throws ProtocolFault {
        RegionMapping removed = mapping(() -> SingleRegion.read(message.payload()));
        List<GuestRegion> regions = new ArrayList<>(table.regions());
        GuestRegion found = regions.stream().filter(region -> region.mapping().isSameRegion(removed)).findFirst()
                .orElseThrow(() -> new ProtocolFault(Reason.BAD_MEMORY, "there is no region " + removed));
        regions.remove(found);
        goOver(regions, List.of(found));
        return Reply.DONE;
    }

    /** Another session begins on the connection, which shares its memory anew. */
    void forget() throws ProtocolFault {
        if (!table.regions().isEmpty()) {
            goOver(List.of(), table.regions());
        }
    }

    public MemoryTable table() {
        return table;
    }

    /** The session is over, and the worker has left its rings. */
    public void close() {
        release(table.regions());
        table = MemoryTable.EMPTY;
    }

    private void goOver(List<GuestRegion> regions, List<GuestRegion> leaving) throws ProtocolFault {
        table = new MemoryTable(regions);
        try {
            worker.replaceMemory(table, vrings.partsIn(table));
        } catch (WorkerStopped stuck) {
            release(leaving);
            throw new ProtocolFault(Reason.FAILED, stuck.getMessage());
        }
        leaving.forEach(GuestRegion::close);
        vrings.startWaiting(table);
    }

    /** A worker that is stuck may still read the regions: they are unmapped when it has come back, by itself. */
    private void release(List<GuestRegion> leaving) {
        worker.afterwards(() -> leaving.forEach(GuestRegion::close));
    }

    private List<GuestRegion> map(List<RegionMapping> mappings, List<OwnedFd> files) throws ProtocolFault {
        List<GuestRegion> regions = new ArrayList<>();
        try {
            for (int i = 0; i < mappings.size(); i++) {
                regions.add(memory.map(mappings.get(i), files.get(i)));
            }
            return regions;
        } catch (MemoryFault fault) {
            regions.forEach(GuestRegion::close);
            throw new ProtocolFault(Reason.BAD_MEMORY, fault.getMessage());
        }
    }

    /** Reads or checks what may turn out to be memory that cannot be. */
    private interface MemoryStep<T> {
        T take() throws ProtocolFault;
    }

    private static <T> T mapping(MemoryStep<T> step) throws ProtocolFault {
        try {
            return step.take();
        } catch (MemoryFault fault) {
            throw new ProtocolFault(Reason.BAD_MEMORY, fault.getMessage());
        }
    }
}
