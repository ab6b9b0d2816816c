// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.kernel.CharDevice;
import backplane.kernel.HeldDevices.Held;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("protocol")
class HeldDevicesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    /** TIOCGPTN: writes into the will, which shows that it was asked. */
    private static final int ASKED = 0x80045430;

    private final LinuxHeldDevices devices = new LinuxHeldDevices();

    @Test
    void whatIsHeldIsTakenOnceAsItIs() throws KernelFault {
        Held left = terminal();
        devices.hold("gpio/a", left, LONG);
        assertThat(devices.take("gpio/b")).isNull();
        assertThat(devices.take("gpio/a")).isSameAs(left);
        assertThat(devices.take("gpio/a")).isNull();
        devices.close();
        assertThat(left.device().fd().isOpen()).as("its taker's").isTrue();
        assertThat(left.will().getInt(0)).isEqualTo(-1);
        left.device().close();
    }

    @Test
    void whatNobodyTakesIsEndedByItsWill() throws KernelFault {
        Held replaced = terminal();
        Held stopped = terminal();
        Held late = terminal();
        devices.hold("a", replaced, LONG);
        devices.hold("a", stopped, LONG);
        assertEnded(replaced);
        devices.close();
        assertEnded(stopped);
        devices.hold("a", late, LONG);
        assertEnded(late);
    }

    @Test
    void timeEndsIt() throws KernelFault {
        Held left = terminal();
        devices.hold("a", left, Duration.ofMillis(1));
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (left.device().fd().isOpen() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEnded(left);
        assertThat(devices.take("a")).isNull();
        devices.close();
    }

    private static void assertEnded(Held held) {
        assertThat(held.will().getInt(0)).as("its will").isNotNegative();
        assertThat(held.device().fd().isOpen()).isFalse();
    }

    private static Held terminal() throws KernelFault {
        CharDevice device = new LinuxCharDevices().open(Path.of("/dev/ptmx"));
        return new Held(device, 7, ASKED, ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, -1));
    }
}
