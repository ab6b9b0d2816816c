// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Range;
import backplane.devices.scmi.resource.Reading;
import backplane.devices.scmi.sysfs.I2cRegister;
import backplane.devices.scmi.sysfs.Pwm;
import backplane.devices.scmi.sysfs.SysfsFile;
import backplane.kernel.CharDevices;

/** What the kernel has: files with a number, {@code pwm:/sys/class/pwm/...} and {@code i2c:/dev/i2c-N/0xCHIP/0xREGISTER}. */
final class KernelSources implements PlatformBuilder.Sources {
    private static final String PWM = "pwm:";
    private static final String I2C = "i2c:";

    private final CharDevices devices;

    KernelSources(CharDevices devices) {
        this.devices = devices;
    }

    @Override
    public Reading reading(String source) {
        return SysfsFile.open(source);
    }

    @Override
    public Control control(String source, Range range, PlatformBuilder.Use use) {
        if (source.startsWith(PWM)) {
            String folder = source.substring(PWM.length());
            return switch (use) {
                case RATE -> new Pwm(folder).rate(range);
                case LEVEL -> new Pwm(folder).voltage(range);
                case SWITCH -> new Pwm(folder).onOff();
            };
        }
        return source.startsWith(I2C) ? new I2cRegister(devices, source.substring(I2C.length()), range) : SysfsFile.open(source);
    }

    @Override
    public Control onOff(String source) {
        return source.startsWith(PWM) ? new Pwm(source.substring(PWM.length())).onOff() : null;
    }
}
