// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.kernel.CharDevice;
import backplane.kernel.Errno;
import backplane.kernel.IoctlCode;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against devices that every Linux has: null, zero, and a terminal, which answers requests. */
@Tag("protocol")
class CharDeviceTest {
    /** include/uapi/asm-generic/ioctls.h. */
    private static final int TIOCGPTN = 0x80045430;
    private static final int TIOCSPTLCK = 0x40045431;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int TCFLSH = 0x540B;

    private final LinuxCharDevices devices = new LinuxCharDevices();

    @Test
    void aStructureGoesBothWays() throws KernelFault {
        try (CharDevice terminal = devices.open(Path.of("/dev/ptmx"))) {
            ByteBuffer number = direct(4).putInt(0, -1);
            assertThat(terminal.ioctl(TIOCGPTN, number)).isZero();
            assertThat(Path.of("/dev/pts/" + number.getInt(0))).exists();
            assertThat(terminal.ioctl(TIOCSPTLCK, direct(4).putInt(0, 0))).isZero();
            try (CharDevice other = devices.open(Path.of("/dev/pts/" + number.getInt(0)))) {
                assertThat(terminal.read(direct(8))).as("nothing is there").isZero();
                other.write(ByteBuffer.allocateDirect(3).put(0, "abc".getBytes()));
                ByteBuffer into = direct(8).position(2);
                assertThat(terminal.read(into)).isEqualTo(3);
                assertThat(into.position()).isEqualTo(5);
                assertThat(into.get(2)).isEqualTo((byte) 'a');
                assertThat(into.get(0)).isZero();
                assertThat(terminal.ioctl(TCFLSH, 2L)).as("a number as argument").isZero();
            }
        }
    }

    @Test
    void theStructureBeginsAtByteZeroWhateverThePosition() throws KernelFault {
        try (CharDevice terminal = devices.open(Path.of("/dev/ptmx"))) {
            ByteBuffer number = direct(8).putLong(0, -1).position(4);
            terminal.ioctl(TIOCGPTN, number);
            assertThat(number.getInt(0)).isNotNegative();
            assertThat(number.getInt(4)).isEqualTo(-1);
        }
    }

    @Test
    void aRequestThatTheDriverDoesNotKnowIsAFault() throws KernelFault {
        try (CharDevice nothing = devices.open(Path.of("/dev/null"))) {
            assertFault(Errno.ENOTTY, () -> nothing.ioctl(TIOCGWINSZ, direct(8)));
            assertFault(Errno.ENOTTY, () -> nothing.ioctl(TIOCGWINSZ, 0L));
            assertThat(nothing.read(direct(8))).as("the end").isEqualTo(-1);
        }
    }

    @Test
    void aBufferThatCannotBeGivenToTheKernelIsRefused() throws KernelFault {
        try (CharDevice nothing = devices.open(Path.of("/dev/null"))) {
            assertThatThrownBy(() -> nothing.ioctl(TIOCGPTN, ByteBuffer.allocate(4))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> nothing.ioctl(TIOCGPTN, direct(3))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> nothing.read(ByteBuffer.allocate(4))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new CharDevice.Link(direct(8), 1, direct(8))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLinkBecomesAnAddressThatTheKernelCanFollow() throws KernelFault {
        try (CharDevice nothing = devices.open(Path.of("/dev/null")); CharDevice zero = devices.open(Path.of("/dev/zero"))) {
            ByteBuffer outer = direct(16);
            ByteBuffer inner = direct(4).putInt(0, -1);
            assertFault(Errno.ENOTTY, () -> nothing.ioctl(0x0720, outer, List.of(new CharDevice.Link(outer, 8, inner))));
            assertThat(outer.getLong(0)).isZero();
            assertThat(Libc.read(zero.fd().number(), outer.getLong(8), 3)).isEqualTo(3);
            assertThat(inner.get(2)).isZero();
            assertThat(inner.get(3)).isEqualTo((byte) -1);
        }
    }

    @Test
    void afterCloseNothingIsTouched() throws KernelFault {
        List<String> before = Plumbing.open();
        CharDevice nothing = devices.open(Path.of("/dev/null"));
        OwnedFd fd = nothing.fd();
        nothing.close();
        nothing.close();
        assertThat(fd.isOpen()).isFalse();
        assertFault(Errno.EBADF, () -> nothing.ioctl(TIOCGPTN, direct(4)));
        assertFault(Errno.EBADF, () -> nothing.read(direct(4)));
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void whatIsNoCharacterDeviceIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        List<String> before = Plumbing.open();
        assertFault(Errno.EINVAL, () -> devices.open(file));
        assertFault(Errno.ENOENT, () -> devices.open(folder.resolve("missing")));
        assertThat(Plumbing.open()).isEqualTo(before);
    }

    @Test
    void devicesAreFoundByTheBeginningOfTheirNames() throws KernelFault {
        assertThat(devices.named("nul")).containsExactly(Path.of("/dev/null"));
        assertThat(devices.named("no such device")).isEmpty();
    }

    @Test
    void requestCodesAreThoseOfTheMacros() {
        assertThat(IoctlCode.of(IoctlCode.Way.READ, 'T', 0x30, 4)).isEqualTo(TIOCGPTN);
        assertThat(IoctlCode.of(IoctlCode.Way.WRITE, 'T', 0x31, 4)).isEqualTo(TIOCSPTLCK);
        assertThat(IoctlCode.size(TIOCGPTN)).isEqualTo(4);
        assertThat(IoctlCode.size(TIOCGWINSZ)).isZero();
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static void assertFault(Errno errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KernelFault.class, fault -> assertThat(fault.errno()).isEqualTo(errno));
    }
}
