// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.device.QueueSpec;
import backplane.host.inflight.InflightRegion;
import backplane.host.inflight.PackedInflight;
import backplane.host.inflight.SplitInflight;
import backplane.host.ring.RingFormat;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.vhostuser.InflightArea;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The in-flight tables in the front-end's keeping: GET_INFLIGHT_FD makes the file, SET_INFLIGHT_FD brings it, at first and after
 * we have died (vhost-user, "Inflight I/O tracking"). On the control thread; the tables themselves are the worker's.
 */
public final class InflightControl {
    /** Entries of the largest ring that is tracked without the front-end. */
    private static final int LARGEST_OWN = 1024;
    private static final GuestAddress START = new GuestAddress(0);

    private final GuestMemory memory;
    private final MemoryFiles files;
    private final FeatureNegotiation features;
    private final int queues;
    private final OwnTables own;
    private GuestRegion region;
    private int queueSize;
    private int tables;
    private RingFormat format;

    /** Tables in our own keeping, for a front-end that keeps none. */
    public interface OwnTables {
        /**
         * Memory that outlives this process; of zeros, or what a former process left. Unmapped by its owner, after the session.
         *
         * @param size bytes
         * @return null if nobody comes after us
         */
        GuestRegion open(long size) throws KernelFault;
    }

    /** @param queues how many the device has */
    public InflightControl(GuestMemory memory, MemoryFiles files, FeatureNegotiation features, int queues, OwnTables own) {
        this.own = own;
        this.features = features;
        this.memory = memory;
        this.files = files;
        this.queues = queues;
    }

    /** Makes a file for the tables of all queues; the front-end keeps it. */
    public Reply getInflightFd(FrontendMessage message) throws ProtocolFault {
        InflightArea asked = InflightArea.read(message.payload());
        check(asked);
        long size = (long) bytes(features.ringFormat(), asked.queueSize()) * asked.queues();
        try {
            OwnedFd file = files.create("backplane in-flight", size);
            return Reply.inflight(new InflightArea(size, 0, asked.queues(), asked.queueSize()), file);
        } catch (KernelFault refused) {
            throw new ProtocolFault(Reason.FAILED, "no memory for in-flight tables: " + refused.getMessage());
        }
    }

    /**
     * Takes the tables over that a ring uses from its next start on.
     *
     * @throws ProtocolFault BAD_VALUE if the area is too small for what it announces, BAD_MEMORY if it cannot be mapped
     */
    public Reply setInflightFd(FrontendMessage message) throws ProtocolFault {
        InflightArea area = InflightArea.read(message.payload());
        check(area);
        RingFormat formatNow = features.ringFormat();
        long needed = (long) bytes(formatNow, area.queueSize()) * area.queues();
        if (area.size() < needed) {
            throw new ProtocolFault(Reason.BAD_VALUE, "in-flight tables of " + area.queues() + " queues of " + area.queueSize()
                    + " entries take " + needed + " bytes, not " + area.size());
        }
        try {
            GuestRegion next = memory.map(new RegionMapping(START, needed, new FrontendAddress(0), area.offset()), message.fds().get(0));
            close();
            region = next;
            format = formatNow;
            queueSize = area.queueSize();
            tables = area.queues();
            return Reply.DONE;
        } catch (MemoryFault fault) {
            throw new ProtocolFault(Reason.BAD_MEMORY, fault.getMessage());
        }
    }

    /**
     * The table of a queue.
     *
     * @param ringSize entries of the ring that is about to start
     * @param resuming whether it goes on where a process before this one died
     * @return null if nobody keeps one for it
     */
    InflightRegion table(int queue, int ringSize, boolean resuming) throws ProtocolFault {
        if (!isKept(queue)) {
            return ownTable(queue, ringSize, resuming);
        }
        if (format != features.ringFormat()) {
            throw new ProtocolFault(Reason.BAD_STATE, "the in-flight tables are for rings of format " + format + ", and vring " + queue
                    + " is " + features.ringFormat() + ": SET_INFLIGHT_FD is to come after SET_FEATURES");
        }
        if (ringSize > queueSize) {
            throw new ProtocolFault(Reason.BAD_STATE, "vring " + queue + " has " + ringSize + " entries, and its in-flight table "
                    + queueSize);
        }
        int bytes = bytes(format, queueSize);
        return new InflightRegion(new MemoryTable(List.of(region)).view(START.plus((long) bytes * queue), bytes), queueSize);
    }

    /** A ring of any size and format has room, and one that does not go on begins with nothing out. */
    private InflightRegion ownTable(int queue, int ringSize, boolean resuming) throws ProtocolFault {
        long room = Math.max(PackedInflight.bytes(ringSize), SplitInflight.bytes(ringSize));
        long each = Math.max(PackedInflight.bytes(LARGEST_OWN), SplitInflight.bytes(LARGEST_OWN));
        if (room > each) {
            return null;
        }
        try {
            GuestRegion mine = own.open(each * queues);
            if (mine == null) {
                return null;
            }
            ByteBuffer table = new MemoryTable(List.of(mine)).view(START.plus(each * queue), (int) room);
            if (!resuming) {
                table.put(0, new byte[(int) room]);
            }
            return new InflightRegion(table, ringSize);
        } catch (KernelFault | MemoryFault refused) {
            throw new ProtocolFault(Reason.FAILED, "no memory for in-flight tables: " + refused.getMessage());
        }
    }

    /** Whether the front-end keeps a table for this queue. */
    boolean isKept(int queue) {
        return region != null && queue < tables;
    }

    private static int bytes(RingFormat format, int entries) {
        return format == RingFormat.PACKED ? PackedInflight.bytes(entries) : SplitInflight.bytes(entries);
    }

    /** The session is over, and the worker has left its rings. */
    public void close() {
        if (region != null) {
            region.close();
            region = null;
        }
    }

    private void check(InflightArea area) throws ProtocolFault {
        if (area.queues() < 1 || area.queues() > queues || area.queueSize() < 1 || area.queueSize() > QueueSpec.LARGEST) {
            throw new ProtocolFault(Reason.BAD_VALUE, "in-flight tables for " + area.queues() + " queues of " + area.queueSize()
                    + " entries; the device has " + queues + " queues, of at most " + QueueSpec.LARGEST);
        }
    }
}
