// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.EventFds;
import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.kernel.OwnedFd;
import backplane.kernel.Pollers;
import backplane.kernel.UnixSockets;
import backplane.memory.GuestMemory;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class MemoryFilesTest {
    private final LinuxMemoryFiles files = new LinuxMemoryFiles();

    @Test
    void theSizeIsFixed() throws KernelFault {
        try (OwnedFd fd = files.create("inflight", 5000)) {
            assertThat(FileStatus.of(fd.number()).size()).isEqualTo(5000);
            assertThat(Libc.ftruncate(fd.number(), 4999)).isEqualTo(-1);
            assertThat(Libc.ftruncate(fd.number(), 5001)).isEqualTo(-1);
            assertThat(Libc.fcntl(fd.number(), 1, 0)).as("FD_CLOEXEC").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aSizeThatNothingHasIsRefused(long size) {
        List<String> before = Plumbing.open();
        assertThatThrownBy(() -> files.create("wrong", size))
                .isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(Errno.EINVAL));
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> files.create("n".repeat(300), 1)).isInstanceOf(KernelFault.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {UnixSockets.class, EventFds.class, Pollers.class, MemoryFiles.class, CharDevices.class,
        GuestMemory.class})
    void eachServiceIsFoundWithoutAFramework(Class<?> service) {
        assertThat(ServiceLoader.load(service).findFirst()).isPresent();
    }
}
