// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.memory.Extent;
import backplane.memory.FrontendAddress;
import backplane.memory.GuestAddress;
import backplane.memory.GuestRegion;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryFault.Reason;
import backplane.memory.MemoryTable;
import backplane.memory.RegionMapping;
import backplane.memory.mmap.linux.Libc;
import backplane.memory.mmap.linux.LinuxFd;
import backplane.memory.mmap.linux.LinuxEventFds;
import backplane.memory.mmap.linux.LinuxMemoryFiles;
import backplane.memory.mmap.linux.Plumbing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("protocol")
class MappedGuestMemoryTest {
    private static final long GIB = 1L << 30;
    private final MappedGuestMemory memory = new MappedGuestMemory();
    private final LinuxMemoryFiles files = new LinuxMemoryFiles();
    @TempDir
    private Path folder;

    @AfterEach
    void nothingStaysMapped() {
        assertThat(memory.mappings()).isZero();
        assertThat(memory.mappedBytes()).isZero();
    }

    @Test
    void twoMappingsOfOneFileShareItsBytes() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x3000);
                GuestRegion one = memory.map(region(0x3000, 0), file);
                GuestRegion two = memory.map(region(0x1000, 0x1000), file)) {
            file.close();
            view(one, 0x1008, 8).putLong(0, 42);
            assertThat(view(two, 8, 8).getLong(0)).isEqualTo(42);
            assertThat(view(one, 0, 4).order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(memory.mappings()).isEqualTo(2);
            assertThat(memory.mappedBytes()).isEqualTo(0x4000);
        }
    }

    @Test
    void anOffsetNeedNotBeAMultipleOfAPage() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x3000);
                GuestRegion whole = memory.map(region(0x3000, 0), file);
                GuestRegion part = memory.map(region(0x1001, 0xfff), file)) {
            view(whole, 0xfff, 1).put(0, (byte) 1);
            view(whole, 0x1fff, 1).put(0, (byte) 2);
            assertThat(view(part, 0, 1).get(0)).isEqualTo((byte) 1);
            assertThat(view(part, 0x1000, 1).get(0)).isEqualTo((byte) 2);
            assertThatThrownBy(() -> view(part, 0x1000, 2)).isInstanceOf(MemoryFault.class);
        }
    }

    @Test
    void aSizeNeedNotBeAMultipleOfAPageEither() throws KernelFault {
        try (OwnedFd file = files.create("guest", 100); GuestRegion all = memory.map(region(100, 0), file)) {
            assertThat(view(all, 99, 1).get(0)).isZero();
        }
    }

    @Test
    void aFileThatEndsBeforeTheRegionIsRefused() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x1fff)) {
            assertRefused(region(0x2000, 0), file, Reason.FILE_TOO_SHORT, "0x1fff");
            assertRefused(region(0x1000, 0x1000), file, Reason.FILE_TOO_SHORT, "0x1fff");
            assertRefused(region(1, 0x1000_0000), file, Reason.FILE_TOO_SHORT, "0x1fff");
        }
    }

    @Test
    void aRegionThatIsTooLargeIsRefusedBeforeAnythingIsMapped() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x1000)) {
            assertRefused(region((1L << 40) + 1, 0), file, Reason.TOO_LARGE, "0x10000000000");
        }
    }

    @Test
    void otherKindsOfDescriptorAreRefusedByName() throws KernelFault {
        try (LinuxFd here = Plumbing.opened(folder); LinuxFd device = Plumbing.opened(Path.of("/dev/zero"));
                OwnedFd event = new LinuxEventFds().create().fd();
                LinuxFd socket = new LinuxFd(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM, 0))) {
            assertRefused(region(1, 0), here, Reason.REFUSED, "a folder");
            assertRefused(region(1, 0), device, Reason.REFUSED, "a character device");
            assertRefused(region(1, 0), event, Reason.REFUSED, "an anonymous kernel object");
            assertRefused(region(1, 0), socket, Reason.REFUSED, "a socket");
            socket.close();
            assertRefused(region(1, 0), socket, Reason.REFUSED, "closed");
        }
    }

    @Test
    void aFileThatMayNotBeWrittenIsRefused() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x1000);
                LinuxFd readOnly = Plumbing.opened(Path.of("/proc/self/fd/" + file.number()))) {
            assertRefused(region(0x1000, 0), readOnly, Reason.REFUSED, "EACCES");
        }
    }

    @Test
    void eachRangeOfOneGibibyteLiesInOneWindow() throws KernelFault {
        long size = 5 * GIB;
        try (OwnedFd file = files.create("guest", size); GuestRegion region = memory.map(region(size, 0), file)) {
            MemoryTable table = new MemoryTable(List.of(region));
            for (long start : new long[] {0, 1, GIB - 1, GIB, GIB + 1, 3 * GIB + 12345, 4 * GIB - 1, 4 * GIB}) {
                Extent extent = new Extent();
                table.locate(new GuestAddress(start), GuestRegion.LONGEST_RANGE, extent);
                assertThat(extent.length()).isEqualTo(GuestRegion.LONGEST_RANGE);
                extent.buffer().put(extent.position(), (byte) 11);
                extent.buffer().put(extent.position() + extent.length() - 1, (byte) 22);
                try (GuestRegion first = memory.map(region(1, start), file);
                        GuestRegion last = memory.map(region(1, start + GIB - 1), file)) {
                    assertThat(view(first, 0, 1).get(0)).isEqualTo((byte) 11);
                    assertThat(view(last, 0, 1).get(0)).isEqualTo((byte) 22);
                }
            }
            assertThat(view(region, size - 1, 1).get(0)).isEqualTo((byte) 22);
            assertThatThrownBy(() -> view(region, size, 1)).isInstanceOf(MemoryFault.class);
        }
    }

    @Test
    void aFileThatIsTruncatedUnderUsThrowsAndTheMachineLives() throws Exception {
        try (LinuxFd file = Plumbing.unsealedMemory(0x10_0000); GuestRegion region = memory.map(region(0x10_0000, 0), file)) {
            ByteBuffer bytes = view(region, 0, 0x10_0000);
            assertThat(bytes.getLong(0x8_0000)).isZero();
            Plumbing.check(Libc.ftruncate(file.number(), 0));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            // on 17 the error comes after the access's own block, so the whole thread is the block
            Thread reader = new Thread(() -> readAll(bytes));
            reader.setUncaughtExceptionHandler((thread, cause) -> thrown.set(cause));
            reader.start();
            reader.join();
            assertThat(thrown.get()).isInstanceOf(InternalError.class);
        }
    }

    @Test
    void aThreadThatIsLateReadsZeros() throws KernelFault {
        try (OwnedFd file = files.create("guest", 0x2000)) {
            Mapping mapping = Mapping.of(file.number(), 0, 0x2000);
            Mapping other = Mapping.of(file.number(), 0, 0x2000);
            ByteBuffer bytes = mapping.buffer(0, 0x2000);
            bytes.putLong(0x1000, -1);
            mapping.blank();
            assertThat(bytes.getLong(0x1000)).isZero();
            bytes.putLong(0x1000, 5);
            assertThat(other.buffer(0x1000, 8).getLong(0)).as("the guest's memory is as it was").isEqualTo(-1);
            mapping.unmap();
            other.unmap();
        }
    }

    @Test
    void whatIsClosedIsUnmapped() throws Exception {
        try (OwnedFd file = files.create("once-in-maps", 0x1000)) {
            GuestRegion region = memory.map(region(0x1000, 0), file);
            assertThat(maps()).contains("once-in-maps");
            region.close();
            region.close();
            assertThat(maps()).doesNotContain("once-in-maps");
        }
    }

    private static String maps() throws java.io.IOException {
        return java.nio.file.Files.readString(Path.of("/proc/self/maps"));
    }

    private static long readAll(ByteBuffer bytes) {
        long sum = 0;
        for (int round = 0; round < 100; round++) {
            sum += read(bytes);
        }
        return sum;
    }

    private static long read(ByteBuffer bytes) {
        long sum = 0;
        for (int at = 0; at < bytes.capacity(); at += 4096) {
            sum += bytes.getLong(at);
        }
        return sum;
    }

    private void assertRefused(RegionMapping mapping, OwnedFd file, Reason reason, String text) {
        assertThatThrownBy(() -> memory.map(mapping, file)).isInstanceOfSatisfying(MemoryFault.class, fault -> {
            assertThat(fault.reason()).isEqualTo(reason);
            assertThat(fault).hasMessageContaining(text);
        });
    }

    private static RegionMapping region(long size, long fileOffset) {
        return new RegionMapping(new GuestAddress(0), size, new FrontendAddress(0x7000_0000_0000L), fileOffset);
    }

    private static ByteBuffer view(GuestRegion region, long offset, int length) {
        return new MemoryTable(List.of(region)).view(new GuestAddress(offset), length);
    }
}
