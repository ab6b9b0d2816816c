// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.journal.KeptFds;
import backplane.host.journal.SlotMemory;
import backplane.host.upgrade.Handover;
import backplane.host.worker.QueueWorker;
import backplane.host.worker.WorkerStopped;
import backplane.kernel.KernelFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a slot has of the process before this one, and leaves to the one after. */
final class Succession {
    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private Succession() {
    }

    /** @return null if no service manager keeps descriptors: then the slot's sessions end with this process */
    static SlotMemory of(String slot, SlotPorts ports) {
        if (!ports.manager().isThere()) {
            return null;
        }
        try {
            KeptFds fds = new KeptFds(slot, ports.manager(), ports.inherited());
            return SlotMemory.open(slot, fds, ports.sockets(), ports.files(), ports.memory());
        } catch (KernelFault fault) {
            LOG.error("{}: its sessions end with this process, because nothing can be kept: {}", slot, fault.getMessage());
            return null;
        }
    }

    /** Before the first device is seated: it goes on with the state of the former process's. */
    static void begin(SlotMemory kept, QueueWorker worker, Handover handover) throws WorkerStopped {
        if (kept != null) {
            worker.keepState(kept.state());
            handover.begin(kept.takeState());
        }
    }

    /** After the worker: the slot goes. */
    static void end(SlotMemory kept) {
        if (kept != null) {
            kept.close();
        }
    }
}
