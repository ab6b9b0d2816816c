// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.idle.IdleWatch;
import backplane.kernel.EventFds;
import backplane.kernel.InheritedFds;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.NotifySocket;
import backplane.kernel.Pollers;
import backplane.kernel.ThreadPlacer;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Waits for all that slots need of the kernel, one service for each, and gives them threads. */
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
    private ThreadPlacer placer;
    @Reference
    private GuestMemory memory;
    @Reference
    private MemoryFiles files;
    @Reference
    private NotifySocket manager;

    private IdleWatch idle;

    @Activate
    void open() throws KernelFault {
        idle = new IdleWatch(pollers, placer);
    }

    /** After the slots: who needs this service is ended before it. */
    @Deactivate
    void close() {
        idle.close();
    }

    SlotPorts ports() {
        return new SlotPorts(sockets, inherited, eventFds, pollers, memory, files, manager, idle);
    }
}
