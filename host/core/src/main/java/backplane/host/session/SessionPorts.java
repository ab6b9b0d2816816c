// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.counters.SlotCounters;
import backplane.host.journal.SlotMemory;
import backplane.kernel.EventFds;
import backplane.kernel.MemoryFiles;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import backplane.virtio.FeatureSet;
import java.util.function.Supplier;

/**
 * What a session needs of the world.
 *
 * @param deviceFeatures the device's bits at any moment; any thread
 * @param inBand         whether to offer notifications by message
 * @param kept           what outlives this process; null if nothing does
 */
public record SessionPorts(UnixSockets sockets, EventFds eventFds, GuestMemory memory, MemoryFiles memoryFiles,
        SlotCounters counters, Supplier<FeatureSet> deviceFeatures, boolean inBand, SlotMemory kept) {
}
