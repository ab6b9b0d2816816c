// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Range;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.file.Path;

/**
 * A PWM channel that was exported (Documentation/driver-api/pwm.rst: period and duty_cycle in nanoseconds, enable): its duty is a
 * voltage between the range's ends, as drivers/regulator/pwm-regulator.c has it, or its frequency is a clock's rate. On the platform's
 * thread.
 */
public final class Pwm {
    private static final long NANOS = 1_000_000_000L;

    private final SysfsFile period;
    private final SysfsFile duty;
    private final SysfsFile enable;

    /** @throws IllegalArgumentException naming the file that is not there */
    public Pwm(String folder) {
        period = SysfsFile.open(Path.of(folder, "period").toString());
        duty = SysfsFile.open(Path.of(folder, "duty_cycle").toString());
        enable = SysfsFile.open(Path.of(folder, "enable").toString());
    }

    public Control onOff() {
        return enable;
    }

    /** @throws IllegalArgumentException if the channel has no period, or the range has one value only */
    public Control voltage(Range range) {
        long span = range.most() - range.least();
        if (span == 0 || SysfsFile.now(period) <= 0) {
            throw new IllegalArgumentException("a voltage by PWM needs levels that differ, and a channel whose period is set");
        }
        return new Control() {
            private long last = Long.MIN_VALUE;

            private long wanted(long level, long full) {
                return Math.round((double) full * (level - range.least()) / span);
            }

            @Override
            public long get() throws KernelFault {
                long full = period.read();
                long now = duty.read();
                if (full <= 0) {
                    throw new KernelFault(Errno.EIO, "read " + period + ", which is " + full);
                }
                return last != Long.MIN_VALUE && wanted(last, full) == now ? last
                        : range.nearest(range.least() + Math.round((double) now / full * span));
            }

            @Override
            public void set(long level) throws KernelFault {
                duty.set(wanted(level, period.read()));
                last = level;
            }
        };
    }

    /** @throws IllegalArgumentException if a rate is above 1 GHz or 0 */
    public Control rate(Range range) {
        if (range.least() <= 0 || range.most() > NANOS) {
            throw new IllegalArgumentException("a clock by PWM has 1 to " + NANOS + " Hz");
        }
        return new Control() {
            private long last;

            @Override
            public long get() throws KernelFault {
                long now = period.read();
                return last != 0 && now == NANOS / last ? last : now <= 0 ? 0 : NANOS / now;
            }

            /** The duty may never be longer than the period, not even for a moment. */
            @Override
            public void set(long rate) throws KernelFault {
                long next = NANOS / rate;
                if (next > period.read()) {
                    period.set(next);
                    duty.set(next / 2);
                } else {
                    duty.set(next / 2);
                    period.set(next);
                }
                last = rate;
            }
        };
    }
}
