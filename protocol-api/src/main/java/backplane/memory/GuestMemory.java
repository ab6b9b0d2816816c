// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import backplane.kernel.OwnedFd;

/** Maps guest memory. A service; called on control threads. */
public interface GuestMemory {
    /**
     * Maps one region.
     *
     * @param file stays owned by the caller, who may close it after the return
     * @return mapped until its {@link GuestRegion#close()}
     * @throws MemoryFault FILE_TOO_SHORT, TOO_LARGE or REFUSED
     */
    GuestRegion map(RegionMapping mapping, OwnedFd file);
}
