// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Reading;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number in a file, such as {@code /sys/class/hwmon/hwmon0/temp1_input} (thousandths; Documentation/hwmon/sysfs-interface.rst),
 * {@code /sys/bus/iio/devices/iio:device0/in_voltage0_raw}, {@code /sys/class/thermal/thermal_zone0/temp}, or one that can be set, such as
 * cpufreq's {@code scaling_setspeed} and powercap's {@code constraint_0_power_limit_uw}. The file is opened for each access, so one that
 * goes and comes back is found again. On the platform's thread.
 */
public final class SysfsFile implements Reading, Control {
    /** A number of 64 bits with a sign and a line's end. */
    private static final int LONGEST = 21;

    private final Path file;

    private SysfsFile(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException if there is no such file, or no number in it */
    public static SysfsFile open(String path) {
        SysfsFile opened = new SysfsFile(Path.of(path));
        if (!Files.isRegularFile(opened.file)) {
            throw new IllegalArgumentException("there is no file " + path);
        }
        now(opened);
        return opened;
    }

    /** @throws IllegalArgumentException if there is no number */
    public static long now(SysfsFile opened) {
        try {
            return opened.read();
        } catch (KernelFault fault) {
            throw new IllegalArgumentException(fault.getMessage(), fault);
        }
    }

    @Override
    public long read() throws KernelFault {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException failure) {
            throw fault("read", failure);
        }
        try {
            if (bytes.length <= LONGEST) {
                return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII).strip());
            }
        } catch (NumberFormatException none) {
            // told below
        }
        throw new KernelFault(Errno.EIO, "read " + file + ", which has no number");
    }

    @Override
    public long get() throws KernelFault {
        return read();
    }

    @Override
    public void set(long value) throws KernelFault {
        try {
            Files.writeString(file, Long.toString(value), StandardCharsets.US_ASCII, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException failure) {
            throw fault("write " + value + " to", failure);
        }
    }

    /** The kernel's reason comes as a text alone; what has a type of its own keeps it. */
    private KernelFault fault(String what, IOException failure) {
        Errno errno = failure instanceof NoSuchFileException ? Errno.ENODEV : failure instanceof AccessDeniedException ? Errno.EACCES
                : String.valueOf(failure.getMessage()).contains("Invalid argument") ? Errno.EINVAL : Errno.EIO;
        return new KernelFault(errno, what + " " + file + " (" + failure.getMessage() + ")");
    }
}
