// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.ring.RingLogging;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.memory.DirtyLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dirty log of a migrating front-end as the worker has it: how each ring marks, and whom to tell. On the worker. */
final class RingLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RingLogs.class);

    private final String slot;
    private List<RingLogging> rings = List.of();
    private DirtyLog log;
    private EventFd poke;

    RingLogs(String slot) {
        this.slot = slot;
    }

    /** @param newPoke owned from now on, null for none */
    void set(List<RingLogging> newRings, EventFd newPoke) {
        if (poke != null && poke != newPoke) {
            poke.close();
        }
        poke = newPoke;
        rings = newRings;
        log = newRings.isEmpty() ? null : newRings.get(0).log();
    }

    RingLogging of(int queue) {
        return rings.isEmpty() ? RingLogging.OFF : rings.get(queue);
    }

    /** Signals, if pages were marked since the last time. */
    void flush() {
        if (log == null || !log.takeMarked() || poke == null) {
            return;
        }
        try {
            poke.signal();
        } catch (KernelFault refused) {
            LOG.debug("{}: the log descriptor: {}", slot, refused.getMessage());
        }
    }
}
