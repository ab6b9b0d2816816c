// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import backplane.memory.MemoryFault.Reason;

/**
 * What one region asks for: {@code size} bytes of a file from {@code fileOffset} on, known by two addresses
 * (vhost-user, "Memory region description"). Constructed only if no sum wraps.
 *
 * @param size       bytes, 1 or more
 * @param fileOffset bytes, 0 or more; need not be a multiple of a page
 */
public record RegionMapping(GuestAddress guest, long size, FrontendAddress frontend, long fileOffset) {
    public RegionMapping {
        if (size == 0) {
            throw new MemoryFault(Reason.EMPTY, "the region at " + guest + " has no bytes");
        }
        if (size < 0 || fileOffset < 0 || fileOffset + size < 0 || wraps(guest.value(), size) || wraps(frontend.value(), size)) {
            throw new MemoryFault(Reason.WRAPS, "the region at " + guest + " of 0x" + Long.toHexString(size)
                    + " bytes from offset 0x" + Long.toHexString(fileOffset) + " wraps around");
        }
    }

    /** Whether the two share a guest address or a front-end address. */
    public boolean overlaps(RegionMapping other) {
        return meets(guest.value(), size, other.guest.value(), other.size)
                || meets(frontend.value(), size, other.frontend.value(), other.size);
    }

    /** Whether the other names the same region as REM_MEM_REG understands it: the file offset does not count. */
    public boolean isSameRegion(RegionMapping other) {
        return guest.equals(other.guest) && frontend.equals(other.frontend) && size == other.size;
    }

    private static boolean wraps(long start, long size) {
        return Long.compareUnsigned(start + (size - 1), start) < 0;
    }

    private static boolean meets(long a, long aSize, long b, long bSize) {
        return Long.compareUnsigned(a, b + (bSize - 1)) <= 0 && Long.compareUnsigned(b, a + (aSize - 1)) <= 0;
    }
}
