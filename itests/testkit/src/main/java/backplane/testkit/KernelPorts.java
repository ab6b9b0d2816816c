// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.EventFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;

/**
 * What a front-end needs of a kernel, fake or real.
 *
 * @param pairs null if there are none; then the front-end has no back-end channel
 */
public record KernelPorts(UnixSockets sockets, EventFds eventFds, Pollers pollers, MemoryFiles memoryFiles,
        GuestMemory guestMemory, SocketPairs pairs) {
}
