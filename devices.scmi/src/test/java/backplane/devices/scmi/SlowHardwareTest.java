// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.sysfs.PatientHardware;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hardware that does not come back for a while, or ever. */
@Tag("scmi")
@Timeout(60)
class SlowHardwareTest {
    /** Answers when it is let. */
    private static final class Chip implements Control {
        private final AtomicLong value = new AtomicLong(7);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile CountDownLatch inside = new CountDownLatch(0);

        @Override
        public long get() throws KernelFault {
            pass();
            return value.get();
        }

        @Override
        public void set(long next) throws KernelFault {
            pass();
            value.set(next);
        }

        private void pass() throws KernelFault {
            inside.countDown();
            try {
                if (!gate.await(30, TimeUnit.SECONDS)) {
                    throw new KernelFault(Errno.ETIMEDOUT, "chip");
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    private final Chip chip = new Chip();
    private final PatientHardware hardware = new PatientHardware("chip", chip::get, chip, 50, 50);

    private static Errno errno(PatientHardware hardware) {
        try {
            hardware.read();
            return null;
        } catch (KernelFault fault) {
            assertThat(fault).hasMessageContaining("chip");
            return fault.errno();
        }
    }

    @Test
    void whatIsQuickIsAnsweredAtOnce() throws KernelFault {
        assertThat(hardware.read()).isEqualTo(7);
        hardware.set(9);
        assertThat(hardware.get()).isEqualTo(9);
    }

    @Test
    void whatHangsIsBusyAndItsLateAnswerIsTheNextOnes() throws KernelFault {
        CountDownLatch gate = new CountDownLatch(1);
        chip.gate = gate;
        assertThat(errno(hardware)).isEqualTo(Errno.EBUSY);
        assertThat(errno(hardware)).as("it is not asked twice").isEqualTo(Errno.EBUSY);
        gate.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (errno(hardware) != null) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
        assertThat(hardware.read()).isEqualTo(7);
    }

    @Test
    void aChangeThatComesLateIsThereAfterwards() throws KernelFault {
        CountDownLatch gate = new CountDownLatch(1);
        chip.gate = gate;
        try {
            hardware.set(9);
            throw new AssertionError("it did not hang");
        } catch (KernelFault busy) {
            assertThat(busy.errno()).isEqualTo(Errno.EBUSY);
        }
        gate.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (errno(hardware) != null) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
        assertThat(hardware.read()).isEqualTo(9);
    }

    /** The two patiences are told apart by their lengths: one is over at once, the other outlasts whatever the machine does. */
    @Test
    void whatWasSlowIsHardlyWaitedForUntilItIsQuickAgain() throws KernelFault {
        PatientHardware once = new PatientHardware("chip", chip::get, chip, 1, 30_000);
        CountDownLatch gate = new CountDownLatch(1);
        chip.gate = gate;
        assertThat(errno(once)).as("the first patience").isEqualTo(Errno.EBUSY);
        gate.countDown();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (errno(once) != null) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
        CountDownLatch second = new CountDownLatch(1);
        chip.gate = second;
        chip.inside = new CountDownLatch(1);
        new Thread(() -> {
            try {
                chip.inside.await();
                second.countDown();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }).start();
        assertThat(once.read()).as("the other patience, for as long as it takes").isEqualTo(7);
        chip.gate = new CountDownLatch(1);
        assertThat(errno(once)).as("quick again, so the first patience").isEqualTo(Errno.EBUSY);
        chip.gate.countDown();
    }
}
