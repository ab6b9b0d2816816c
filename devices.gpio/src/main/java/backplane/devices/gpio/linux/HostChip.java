// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A chip of the host that is open for a moment, to be asked or to give out a line. One thread. */
final class HostChip implements AutoCloseable {
    private static final String PREFIX = "gpiochip";

    private final CharDevice device;
    private final String name;
    private final String label;
    private final int lines;

    private HostChip(CharDevice device) throws KernelFault {
        this.device = device;
        ByteBuffer info = GpioUapi.make(GpioUapi.CHIP_INFO);
        device.ioctl(GpioUapi.GET_CHIPINFO, info);
        name = GpioUapi.text(info, GpioUapi.CHIP_NAME);
        label = GpioUapi.text(info, GpioUapi.CHIP_LABEL);
        lines = (int) GpioUapi.CHIP_LINES.get(info, 0);
    }

    /**
     * Finds a chip by name, number or label.
     *
     * @throws KernelFault ENODEV if there is none now; the message names those that there are. EBUSY if several have that label
     */
    static HostChip find(CharDevices devices, String wanted) throws KernelFault {
        List<String> seen = new ArrayList<>();
        HostChip found = null;
        for (Path path : devices.named(PREFIX)) {
            HostChip chip = open(devices, path);
            if (chip == null) {
                continue;
            }
            seen.add(chip.toString());
            if (!chip.is(wanted)) {
                chip.close();
            } else if (found != null) {
                found.close();
                chip.close();
                throw new KernelFault(Errno.EBUSY, "choose between " + found + " and " + chip + ", both are called '" + wanted + "'");
            } else {
                found = chip;
            }
        }
        if (found == null) {
            throw new KernelFault(Errno.ENODEV, "find the GPIO chip '" + wanted + "'; there is " + (seen.isEmpty() ? "none" : seen));
        }
        return found;
    }

    /** Null for one that is no chip, or is gone by now. */
    private static HostChip open(CharDevices devices, Path path) throws KernelFault {
        CharDevice device = null;
        try {
            device = devices.open(path);
            return new HostChip(device);
        } catch (KernelFault fault) {
            if (device != null) {
                device.close();
            }
            if (fault.errno() == Errno.EACCES || fault.errno() == Errno.EPERM || fault.errno() == Errno.EMFILE) {
                throw fault;
            }
            return null;
        }
    }

    private boolean is(String wanted) {
        return name.equals(wanted) || label.equals(wanted) || name.equals(PREFIX + wanted);
    }

    String name() {
        return name;
    }

    /** @return the offset of a line; a text that is all digits is one */
    int offset(String wanted) throws KernelFault {
        if (wanted.matches("[0-9]{1,5}")) {
            int offset = Integer.parseInt(wanted);
            if (offset < lines) {
                return offset;
            }
        } else {
            for (int offset = 0; offset < lines; offset++) {
                if (GpioUapi.text(info(offset), GpioUapi.INFO_NAME).equals(wanted)) {
                    return offset;
                }
            }
        }
        throw new KernelFault(Errno.ENXIO, "find the line '" + wanted + "' of " + this + ", which has " + lines + " lines");
    }

    ByteBuffer info(int offset) throws KernelFault {
        ByteBuffer info = GpioUapi.make(GpioUapi.INFO);
        GpioUapi.INFO_OFFSET.put(info, 0, offset);
        device.ioctl(GpioUapi.GET_LINEINFO, info);
        return info;
    }

    /** @param request filled in; gets the descriptor */
    CharDevice request(CharDevices devices, int offset, ByteBuffer request) throws KernelFault {
        try {
            device.ioctl(GpioUapi.GET_LINE, request);
        } catch (KernelFault fault) {
            if (fault.errno() != Errno.EBUSY) {
                throw fault;
            }
            throw new KernelFault(Errno.EBUSY, "request line " + offset + " of " + this + ", which is in use by '"
                    + GpioUapi.text(info(offset), GpioUapi.INFO_CONSUMER) + "'");
        }
        return devices.adopt((int) GpioUapi.REQUEST_FD.get(request, 0), "line " + offset + " of " + this);
    }

    @Override
    public void close() {
        device.close();
    }

    @Override
    public String toString() {
        return name + " (" + label + ")";
    }
}
