// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.testkit.FakeCharDevice;
import backplane.testkit.FakeCharDevices;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A chip of the kernel with two lines, each for one owner, which writes down what is done to them. */
final class FakeLineChip implements FakeCharDevice.Driver {
    /** Such as {@code 0 requested}, {@code 0=1}, {@code 0 released}. */
    final List<String> log = new ArrayList<>();
    private final FakeCharDevices devices;
    private final Set<Integer> owned = new TreeSet<>();
    private final int[] levels = new int[2];

    FakeLineChip(FakeCharDevices devices) {
        this.devices = devices;
    }

    @Override
    public int ioctl(FakeCharDevice.Call call) throws KernelFault {
        if (call.request() == GpioUapi.GET_CHIPINFO) {
            GpioUapi.putText(call.argument(), GpioUapi.CHIP_NAME, "gpiochip0");
            GpioUapi.CHIP_LINES.put(call.argument(), 0, 2);
        } else if (call.request() == GpioUapi.GET_LINE) {
            int line = call.argument().getInt(GpioUapi.REQUEST_OFFSETS.offset());
            if (!owned.add(line)) {
                throw new KernelFault(Errno.EBUSY, "request a line");
            }
            log.add(line + " requested");
            drive(line, call, GpioUapi.REQUEST_CONFIG.offset());
            GpioUapi.REQUEST_FD.put(call.argument(), 0, devices.give("line " + line, new Line(line)));
        }
        return 0;
    }

    /** @param at where the structure gpio_v2_line_config begins */
    private void drive(int line, FakeCharDevice.Call call, int at) {
        long flags = GpioUapi.CONFIG_FLAGS.get(call.argument(), at);
        if ((flags & GpioUapi.OUTPUT) != 0) {
            set(line, (int) GpioUapi.ATTR_VALUE.get(call.argument(), at + GpioUapi.CONFIG_ATTRIBUTES.offset()) & 1);
        }
    }

    private void set(int line, int level) {
        levels[line] = level;
        log.add(line + "=" + level);
    }

    /** What stands behind a requested line. */
    private final class Line implements FakeCharDevice.Driver {
        private final int line;

        Line(int line) {
            this.line = line;
        }

        @Override
        public int ioctl(FakeCharDevice.Call call) {
            if (call.request() == GpioUapi.SET_CONFIG) {
                drive(line, call, 0);
            } else if (call.request() == GpioUapi.SET_VALUES) {
                set(line, (int) GpioUapi.VALUES_BITS.get(call.argument(), 0) & 1);
            } else {
                GpioUapi.VALUES_BITS.put(call.argument(), 0, levels[line]);
            }
            return 0;
        }

        @Override
        public void closed() {
            owned.remove(line);
            log.add(line + " released");
        }
    }
}
