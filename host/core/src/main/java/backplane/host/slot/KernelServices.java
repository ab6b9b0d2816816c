// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.EventFds;
import backplane.kernel.InheritedFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits for all that slots need of the kernel, one service for each. Immutable. */
@Component(service = KernelServices.class)
public final class KernelServices {
    private final SlotPorts ports;

    @Activate
    public KernelServices(@Reference UnixSockets sockets, @Reference InheritedFds inherited, @Reference EventFds eventFds,
            @Reference Pollers pollers, @Reference GuestMemory memory, @Reference MemoryFiles files) {
        ports = new SlotPorts(sockets, inherited, eventFds, pollers, memory, files);
    }

    SlotPorts ports() {
        return ports;
    }
}
