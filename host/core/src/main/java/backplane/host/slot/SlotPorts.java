// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.idle.IdleWatch;
import backplane.kernel.EventFds;
import backplane.kernel.InheritedFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.NotifySocket;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;

/** What slots need of the kernel, and their threads. */
record SlotPorts(UnixSockets sockets, InheritedFds inherited, EventFds eventFds, Pollers pollers, GuestMemory memory,
        MemoryFiles files, NotifySocket manager, IdleWatch idle) {
}
