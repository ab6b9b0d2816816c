// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.mapping;

import backplane.kernel.KernelFault;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryFault.Reason;
import backplane.memory.RegionMapping;
import backplane.memory.mmap.linux.FileStatus;
import backplane.memory.mmap.linux.KernelErrors;
import backplane.memory.mmap.linux.Libc;
import backplane.memory.mmap.linux.NativeBlock;
import backplane.wire.Bytes;
import backplane.wire.U64;
import backplane.wire.WireStruct;

/**
 * The file behind a region, looked at before anything is mapped: a front-end may send whatever descriptor it has.
 *
 * @param size bytes
 * @param page what an offset in a mapping is a multiple of; larger for huge pages
 */
record MappedFile(int fd, long size, long page) {
    /** The part of struct statfs that is asked for; statfs(2), 64 bit. */
    private static final WireStruct.Table T = WireStruct.hostEndian("statfs");
    private static final U64 TYPE = T.u64("f_type");
    private static final U64 BLOCK = T.u64("f_bsize");
    private static final Bytes REST = T.bytes("f_blocks to f_spare", 104);
    private static final WireStruct LAYOUT = T.end(REST.offset() + 104);
    private static final long SMALL_PAGE = Libc.sysconf(Libc.SC_PAGESIZE);

    /** @throws MemoryFault REFUSED if it is no file in memory or on a disk */
    static MappedFile of(int fd) {
        try {
            FileStatus status = FileStatus.of(fd);
            if (!status.isRegular()) {
                throw new MemoryFault(Reason.REFUSED, "guest memory is mapped from a file, not from " + status.kind());
            }
            return new MappedFile(fd, status.size(), page(fd));
        } catch (KernelFault fault) {
            throw new MemoryFault(Reason.REFUSED, fault.getMessage());
        }
    }

    private static long page(int fd) throws KernelFault {
        try (NativeBlock into = new NativeBlock(LAYOUT.size())) {
            if (Libc.fstatfs(fd, into.address()) < 0) {
                throw KernelErrors.lastFault("fstatfs of descriptor " + fd);
            }
            boolean huge = TYPE.get(into.bytes(), 0) == Libc.HUGETLBFS_MAGIC;
            return huge ? BLOCK.get(into.bytes(), 0) : SMALL_PAGE;
        }
    }

    /** Whether the front-end can take bytes away under a mapping, which then throws InternalError wherever it is touched. */
    boolean canShrink() {
        int seals = Libc.fcntl(fd, Libc.F_GET_SEALS, 0);
        return seals < 0 || (seals & Libc.F_SEAL_SHRINK) == 0;
    }

    /** @throws MemoryFault FILE_TOO_SHORT */
    void requireWhole(RegionMapping region) {
        if (region.fileOffset() + region.size() > size) {
            throw new MemoryFault(Reason.FILE_TOO_SHORT, "the region at " + region.guest() + " takes 0x"
                    + Long.toHexString(region.size()) + " bytes from 0x" + Long.toHexString(region.fileOffset())
                    + ", the file has 0x" + Long.toHexString(size));
        }
    }

    /** Where the first page of a region begins. */
    long start(RegionMapping region) {
        return region.fileOffset() - region.fileOffset() % page;
    }

    /** Bytes of the pages that a region lies in. */
    long length(RegionMapping region) {
        long bytes = region.fileOffset() + region.size() - start(region);
        return (bytes + page - 1) / page * page;
    }
}
