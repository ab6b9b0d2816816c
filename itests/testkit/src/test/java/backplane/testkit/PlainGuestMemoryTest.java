// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("protocol")
class PlainGuestMemoryTest {
    private final FakeKernel kernel = new FakeKernel();

    @Test
    void twoMappingsOfOneFileShareItsBytes() throws KernelFault {
        OwnedFd file = kernel.memoryFiles().create("m", 5000);
        GuestRegion whole = kernel.guestMemory().map(mapping(0x1000, 5000, 0), file);
        GuestRegion part = kernel.guestMemory().map(mapping(0x1000, 1000, 4000), file);
        file.close();
        new MemoryTable(List.of(whole)).view(new GuestAddress(0x1000 + 4000), 4).putInt(0, 0x11223344);

        assertThat(new MemoryTable(List.of(part)).view(new GuestAddress(0x1000), 4).getInt(0)).isEqualTo(0x11223344);
        assertThat(kernel.guestMemory().liveMappings()).isEqualTo(2);
        whole.close();
        whole.close();
        part.close();
        kernel.requireNothingLeft();
    }

    @Test
    void refusesWhatCannotBeMapped() throws KernelFault {
        try (OwnedFd file = kernel.memoryFiles().create("m", 5000); OwnedFd directory = kernel.directory()) {
            refused(MemoryFault.Reason.FILE_TOO_SHORT, mapping(0, 5000, 1), file);
            refused(MemoryFault.Reason.REFUSED, mapping(0, 1, 0), directory);
        }
        kernel.requireNothingLeft();
    }

    private void refused(MemoryFault.Reason reason, RegionMapping mapping, OwnedFd fd) {
        assertThatThrownBy(() -> kernel.guestMemory().map(mapping, fd)).isInstanceOfSatisfying(MemoryFault.class,
                fault -> assertThat(fault.reason()).isEqualTo(reason));
    }

    private static RegionMapping mapping(long guest, long size, long fileOffset) {
        return new RegionMapping(new GuestAddress(guest), size, new FrontendAddress(guest), fileOffset);
    }
}
