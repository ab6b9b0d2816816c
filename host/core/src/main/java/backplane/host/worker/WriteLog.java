// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.ring.DeviceRing;
import backplane.host.ring.RingLogging;
import backplane.kernel.EventFd;
import backplane.kernel.KernelFault;
import backplane.memory.DirtyLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dirty log as the worker has it: which ring marks what, and the descriptor of SET_LOG_FD. On the worker. */
final class WriteLog {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLog.class);

    private final String slot;
    private List<RingLogging> rings = List.of();
    private DirtyLog log;
    private EventFd poke;

    WriteLog(String slot) {
        this.slot = slot;
    }

    /**
     * Goes over to another log. Started rings are to {@link #begin} again.
     *
     * @param next    by ring; empty for none
     * @param newPoke owned from now on; null for none
     */
    void replace(List<RingLogging> next, EventFd newPoke) {
        if (poke != null && poke != newPoke) {
            poke.close();
        }
        poke = newPoke;
        rings = next;
        log = next.isEmpty() ? null : next.get(0).log();
    }

    void begin(DeviceRing ring, int index) {
        if (!rings.isEmpty()) {
            ring.log(rings.get(index));
        }
    }

    /** Signals that pages have been marked since the last time. */
    void tell() {
        if (log != null && log.takeMarked() && poke != null) {
            try {
                poke.signal();
            } catch (KernelFault refused) {
                LOG.debug("{}: the log descriptor: {}", slot, refused.getMessage());
            }
        }
    }
}
