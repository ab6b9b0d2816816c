// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.devices.scmi.resource.Reading;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A number in a file, such as {@code /sys/class/hwmon/hwmon0/temp1_input} (thousandths; Documentation/hwmon/sysfs-interface.rst),
 * {@code /sys/bus/iio/devices/iio:device0/in_voltage0_raw} or {@code /sys/class/thermal/thermal_zone0/temp}. The file is opened for
 * each reading, so one that goes and comes back is found again. On the platform's thread.
 */
public final class SysfsReading implements Reading {
    /** A number of 64 bits, a sign and a line's end. */
    private static final int LONGEST = 24;

    private final Path file;

    private SysfsReading(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException if there is no such file, or no number in it */
    public static SysfsReading open(String path) {
        SysfsReading reading = new SysfsReading(Path.of(path));
        try {
            reading.read();
        } catch (KernelFault fault) {
            throw new IllegalArgumentException(fault.getMessage(), fault);
        }
        return reading;
    }

    @Override
    public long read() throws KernelFault {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST);
        } catch (NoSuchFileException gone) {
            throw new KernelFault(Errno.ENODEV, "read " + file);
        } catch (IOException failure) {
            throw new KernelFault(Errno.EIO, "read " + file + " (" + failure.getMessage() + ")");
        }
        try {
            return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException none) {
            throw new KernelFault(Errno.EINVAL, "no number in " + file);
        }
    }
}
