// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.mapping;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryFault.Reason;
import backplane.memory.RegionMapping;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps guest memory from the files that front-ends send. Any thread. */
@Component(service = GuestMemory.class)
public final class MappedGuestMemory implements GuestMemory {
    private static final Logger LOG = LoggerFactory.getLogger(MappedGuestMemory.class);
    /** Far above any guest; a front-end must not use up the address space that other slots need. */
    private static final long LARGEST = 1L << 40;

    private final AtomicInteger mappings = new AtomicInteger();
    private final AtomicLong mappedBytes = new AtomicLong();

    @Override
    public GuestRegion map(RegionMapping region, OwnedFd file) {
        if (region.size() > LARGEST) {
            throw new MemoryFault(Reason.TOO_LARGE, "the region at " + region.guest() + " has 0x" + Long.toHexString(region.size())
                    + " bytes; the most is 0x" + Long.toHexString(LARGEST));
        }
        if (!file.isOpen()) {
            throw new MemoryFault(Reason.REFUSED, "the file of the region at " + region.guest() + " is closed");
        }
        MappedFile checked = MappedFile.of(file.number());
        checked.requireWhole(region);
        if (checked.canShrink() && LOG.isDebugEnabled()) {
            LOG.debug("the file of the region at {} is not sealed: its owner could truncate it under us", region.guest());
        }
        Mapping mapping = map(region, checked);
        mappings.incrementAndGet();
        mappedBytes.addAndGet(mapping.length());
        ByteBuffer[] windows = windows(mapping, region.fileOffset() - checked.start(region), region.size());
        return new GuestRegion(region, windows, () -> giveUp(mapping));
    }

    private static Mapping map(RegionMapping region, MappedFile file) {
        try {
            return Mapping.of(file.fd(), file.start(region), file.length(region));
        } catch (KernelFault fault) {
            throw new MemoryFault(Reason.REFUSED, "the region at " + region.guest() + ": " + fault.getMessage());
        }
    }

    /** One from each multiple of 1 GiB on, as long as a buffer can be, so that each range of 1 GiB lies whole in one. */
    private static ByteBuffer[] windows(Mapping mapping, long lead, long size) {
        ByteBuffer[] windows = new ByteBuffer[(int) (size - 1 >>> GuestRegion.WINDOW_SHIFT) + 1];
        for (int i = 0; i < windows.length; i++) {
            long start = (long) i << GuestRegion.WINDOW_SHIFT;
            windows[i] = mapping.buffer(lead + start, (int) Math.min(size - start, Integer.MAX_VALUE));
        }
        return windows;
    }

    /** What cannot be blanked is not unmapped either: a leak harms less than a thread that is late. */
    private void giveUp(Mapping mapping) {
        try {
            mapping.blank();
            mapping.unmap();
            mappings.decrementAndGet();
            mappedBytes.addAndGet(-mapping.length());
        } catch (KernelFault fault) {
            LOG.error("guest memory stays mapped: {}", fault.getMessage());
        }
    }

    /** How many regions are mapped now. */
    public int mappings() {
        return mappings.get();
    }

    /** How many bytes of whole pages are mapped now. */
    public long mappedBytes() {
        return mappedBytes.get();
    }
}
