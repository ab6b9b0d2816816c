// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestMemory;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import java.nio.ByteBuffer;
import java.util.List;

/** A file in memory that outlives the process, and its bytes. */
final class MemoryFile implements AutoCloseable {
    private static final GuestAddress START = new GuestAddress(0);

    private final OwnedFd fd;
    private final GuestRegion region;
    private final ByteBuffer bytes;

    private MemoryFile(OwnedFd fd, GuestRegion region, int size) {
        this.fd = fd;
        this.region = region;
        bytes = new MemoryTable(List.of(region)).view(START, size);
    }

    /** What a former process left, or a new one of zeros, which the manager has with the next settle. */
    static MemoryFile open(KeptFds kept, String what, int size, MemoryFiles files, GuestMemory memory) throws KernelFault, JournalRejected {
        OwnedFd former = kept.take(what);
        if (former != null) {
            return map(former, size, memory);
        }
        OwnedFd fresh = files.create("backplane " + what, size);
        MemoryFile file = map(fresh, size, memory);
        kept.put(what, fresh);
        return file;
    }

    private static MemoryFile map(OwnedFd fd, int size, GuestMemory memory) throws JournalRejected {
        try {
            return new MemoryFile(fd, memory.map(new RegionMapping(START, size, new FrontendAddress(0), 0), fd), size);
        } catch (MemoryFault wrong) {
            fd.close();
            throw new JournalRejected("its file cannot be mapped: " + wrong.getMessage());
        }
    }

    OwnedFd fd() {
        return fd;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    GuestRegion region() {
        return region;
    }

    /** Nobody may touch the bytes any more. */
    @Override
    public void close() {
        region.close();
        fd.close();
    }
}
