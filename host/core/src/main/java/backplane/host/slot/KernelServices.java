// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.kernel.EventFds;
import backplane.kernel.InheritedFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.NotifySocket;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Waits for all that slots need of the kernel, one service for each. Immutable. */
@Component(service = KernelServices.class)
public final class KernelServices {
    @Reference
    private UnixSockets sockets;
    @Reference
    private InheritedFds inherited;
    @Reference
    private EventFds eventFds;
    @Reference
    private Pollers pollers;
    @Reference
    private GuestMemory memory;
    @Reference
    private MemoryFiles files;
    @Reference
    private NotifySocket manager;

    SlotPorts ports() {
        return new SlotPorts(sockets, inherited, eventFds, pollers, memory, files, manager);
    }
}
