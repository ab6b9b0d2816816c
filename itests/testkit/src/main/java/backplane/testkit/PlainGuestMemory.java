// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.OwnedFd;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryFault.Reason;
import backplane.memory.RegionMapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/** Guest memory off the heap. Counts what is mapped; a use after unmapping is not noticed. */
public final class PlainGuestMemory implements GuestMemory {
    private final FakeFdTable fds;
    private final AtomicInteger live = new AtomicInteger();

    PlainGuestMemory(FakeFdTable fds) {
        this.fds = fds;
    }

    /** Regions mapped and not closed yet. */
    public int liveMappings() {
        return live.get();
    }

    @Override
    public GuestRegion map(RegionMapping mapping, OwnedFd file) {
        FakeFd own = fds.own(file);
        if (!(own.file() instanceof FakeMemoryFile memory)) {
            throw new MemoryFault(Reason.REFUSED, own + " cannot be mapped");
        }
        ByteBuffer bytes = memory.bytes();
        if (mapping.fileOffset() + mapping.size() > bytes.capacity()) {
            throw new MemoryFault(Reason.FILE_TOO_SHORT, own + " has " + bytes.capacity() + " bytes, too few for " + mapping);
        }
        ByteBuffer all = bytes.slice((int) mapping.fileOffset(), (int) mapping.size());
        live.incrementAndGet();
        return new GuestRegion(mapping, windows(all), live::decrementAndGet);
    }

    private static ByteBuffer[] windows(ByteBuffer all) {
        ByteBuffer[] windows = new ByteBuffer[(all.capacity() - 1 >>> GuestRegion.WINDOW_SHIFT) + 1];
        for (int i = 0; i < windows.length; i++) {
            int start = i << GuestRegion.WINDOW_SHIFT;
            windows[i] = all.slice(start, all.capacity() - start).order(ByteOrder.LITTLE_ENDIAN);
        }
        return windows;
    }
}
