// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.host.ring.RingLogging;
import backplane.host.worker.QueueWorker;
import backplane.kernel.EventFd;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.memory.DirtyLog;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.vhostuser.LogArea;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import java.util.List;

/**
 * The dirty log of a migration: SET_LOG_BASE and SET_LOG_FD (vhost-user, "Migration"). The log changes under running rings; an old one
 * is unmapped only after the worker has let go of it. On the control thread.
 */
public final class LogControl {
    private static final GuestAddress START = new GuestAddress(0);
    /** The log of a guest of 32 TiB; one buffer holds it. */
    private static final long LARGEST = GuestRegion.LONGEST_RANGE;

    private final GuestMemory memory;
    private final QueueWorker worker;
    private final EventFds eventFds;
    private GuestRegion region;
    private DirtyLog log;
    private EventFd poke;

    public LogControl(GuestMemory memory, QueueWorker worker, EventFds eventFds) {
        this.memory = memory;
        this.worker = worker;
        this.eventFds = eventFds;
    }

    /**
     * Takes a log over, at once also for running rings. Answered with the area itself: QEMU looks at the request's number alone, and
     * rust-vmm's front-end reads 16 bytes.
     */
    public Reply setLogBase(FrontendMessage message, VringControl vrings) throws ProtocolFault {
        LogArea area = LogArea.read(message.payload());
        if (area.size() < DirtyLog.UNIT || area.size() > LARGEST || area.size() % DirtyLog.UNIT != 0
                || area.offset() % DirtyLog.UNIT != 0) {
            throw new ProtocolFault(Reason.BAD_VALUE, "a dirty log has 4 bytes to 1 GiB, and size and offset are multiples of "
                    + DirtyLog.UNIT + ": " + area);
        }
        GuestRegion before = region;
        try {
            GuestRegion next = memory.map(new RegionMapping(START, area.size(), new FrontendAddress(0), area.offset()),
                    message.fds().get(0));
            log = new DirtyLog(new MemoryTable(List.of(next)).view(START, (int) area.size()));
            region = next;
        } catch (MemoryFault fault) {
            throw new ProtocolFault(Reason.BAD_MEMORY, "the dirty log: " + fault.getMessage());
        }
        try {
            vrings.refreshLog();
        } finally {
            unmap(before);
        }
        return Reply.log(area);
    }

    /** Takes a descriptor that is signalled after pages were marked. */
    public Reply setLogFd(FrontendMessage message, VringControl vrings) throws ProtocolFault {
        try {
            poke = eventFds.adopt(message.takeFd());
        } catch (KernelFault unusable) {
            throw new ProtocolFault(Reason.BAD_FD, unusable.getMessage());
        }
        vrings.refreshLog();
        return Reply.DONE;
    }

    /** What writes are marked in; null for none. */
    DirtyLog log() {
        return log;
    }

    /** Has the worker mark as {@code rings} say, one for each queue. */
    void apply(List<RingLogging> rings) throws ProtocolFault {
        if (log != null || poke != null) {
            VringControl.ask(() -> worker.log(rings, poke));
        }
    }

    /** The session is over, and the worker has left its rings and closed its descriptors. */
    public void close() {
        unmap(region);
        region = null;
    }

    /** A worker that is stuck may still mark pages: unmapped after whatever it has at hand. */
    private void unmap(GuestRegion old) {
        if (old != null) {
            worker.afterwards(old::close);
        }
    }
}
