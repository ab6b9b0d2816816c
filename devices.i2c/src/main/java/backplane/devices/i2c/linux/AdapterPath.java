// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import backplane.devices.i2c.I2cAdapter;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.CharDevices;
import backplane.kernel.KernelFault;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An adapter of Linux, found by its number, by its name, or by where it hangs in /sys: the latter two stay the same when a boot numbers
 * the adapters in another order. Immutable.
 */
public final class AdapterPath {
    private static final String PREFIX = "i2c-";
    private static final int TEN_BIT_OFFSET = 0xa000;

    private final Path sysfs;
    private final int number;
    private final String name;

    private AdapterPath(Path sysfs, int number, String name) {
        this.sysfs = sysfs;
        this.number = number;
        this.name = name;
    }

    /**
     * @param sysfs  where it is mounted
     * @param wanted {@code i2c-N}, {@code name:NAME}, or a path under {@code /sys}
     * @throws IOException if there is none, or more than one: the message says which there are
     */
    public static AdapterPath find(Path sysfs, String wanted) throws IOException {
        List<AdapterPath> found = new ArrayList<>();
        List<String> all = new ArrayList<>();
        Path folder = sysfs.resolve("bus/i2c/devices");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, PREFIX + "*")) {
                for (Path entry : entries) {
                    String file = entry.getFileName().toString();
                    String name = Files.readString(entry.resolve("name")).strip();
                    all.add(file + " (" + name + ")");
                    Path real = entry.toRealPath();
                    boolean under = wanted.startsWith("/") && Files.exists(Path.of(wanted))
                            && real.startsWith(Path.of(wanted).toRealPath());
                    if (wanted.equals(file) || wanted.equals("name:" + name) || under) {
                        found.add(new AdapterPath(sysfs, Integer.parseInt(file.substring(PREFIX.length())), name));
                    }
                }
            }
        }
        if (found.size() != 1) {
            throw new IOException((found.isEmpty() ? "no adapter is '" : "more than one adapter is '") + wanted + "'; there is " + all);
        }
        return found.get(0);
    }

    public String device() {
        return "/dev/" + PREFIX + number;
    }

    public String name() {
        return name;
    }

    /** Opens it. @param timeoutMs how long the kernel waits for the bus */
    public I2cAdapter open(CharDevices devices, int timeoutMs) throws KernelFault {
        return new LinuxAdapter(this, devices.open(Path.of(device())), timeoutMs);
    }

    /**
     * The name of the driver that serves a chip; empty if there is none. drivers/i2c/i2c-core-base.c, i2c_dev_set_name: {@code 1-0050}, and
     * {@code 1-a150} for 10 bits.
     */
    public String heldBy(int address) {
        int shown = I2cAddress.number(address) | (I2cAddress.isTenBit(address) ? TEN_BIT_OFFSET : 0);
        Path driver = sysfs.resolve(String.format("bus/i2c/devices/%d-%04x/driver", number, shown));
        try {
            return Files.exists(driver) ? driver.toRealPath().getFileName().toString() : "";
        } catch (IOException gone) {
            return "";
        }
    }
}
