// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.sysfs;

import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Range;
import backplane.kernel.CharDevice;
import backplane.kernel.CharDevices;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A register of 8 bits of a chip on an I2C bus, such as a regulator's selector: its number is the place of the value in the range. By
 * SMBus byte data (linux/i2c-dev.h), which every adapter can. The bus is opened for each access, so one that goes and comes back is
 * found again.
 */
public final class I2cRegister implements Control {
    /** {@code /dev/i2c-1/0x60/0x11}: bus, chip, register. */
    private static final Pattern PLACE = Pattern.compile("(/dev/i2c-[0-9]{1,5})/0x([0-9a-f]{2})/0x([0-9a-f]{2})");
    private static final int I2C_SLAVE = 0x0703;
    private static final int I2C_SMBUS = 0x0720;
    private static final int BYTE_DATA = 2;
    /** union i2c_smbus_data, linux/i2c.h. */
    private static final int DATA_SIZE = 34;
    private static final int REGISTER = 0xff;
    private static final int LOWEST = 0x03;
    private static final int HIGHEST = 0x77;

    private static final WireStruct.Table S = WireStruct.hostEndian("i2c_smbus_ioctl_data");
    private static final U8 READ_WRITE = S.u8("read_write");
    private static final U8 COMMAND = S.u8("command");
    private static final Object PAD = S.pad(2);
    private static final U32 SIZE = S.u32("size");
    private static final U64 DATA = S.u64("data");
    private static final WireStruct SMBUS = S.end(16);

    private final CharDevices devices;
    private final Path bus;
    private final int chip;
    private final int register;
    private final Range range;
    private final ByteBuffer smbus = direct(SMBUS.size());
    private final ByteBuffer data = direct(DATA_SIZE);
    private final List<CharDevice.Link> link = List.of(new CharDevice.Link(smbus, DATA.offset(), data));

    /** @throws IllegalArgumentException naming what is wrong with the place or the range */
    public I2cRegister(CharDevices devices, String place, Range range) {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'i2c:" + place + "' is no register; allowed is i2c:/dev/i2c-N/0xCHIP/0xREGISTER, such as "
                    + "i2c:/dev/i2c-1/0x60/0x11");
        }
        this.devices = devices;
        bus = Path.of(matcher.group(1));
        chip = Integer.parseInt(matcher.group(2), 16);
        register = Integer.parseInt(matcher.group(3), 16);
        this.range = range;
        if (chip < LOWEST || chip > HIGHEST || selector(range.most()) > REGISTER) {
            throw new IllegalArgumentException("'i2c:" + place
                    + "': a chip is 0x03 to 0x77, and a register of 8 bits has 256 values at most");
        }
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private long selector(long value) {
        if (range.stepped()) {
            return (value - range.least()) / range.value(2);
        }
        long place = 0;
        while (place < range.count() - 1 && range.value((int) place) < value) {
            place++;
        }
        return place;
    }

    @Override
    public long get() throws KernelFault {
        transfer(true);
        int now = data.get(0) & REGISTER;
        if (range.stepped()) {
            return range.least() + now * range.value(2);
        }
        if (now >= range.count()) {
            throw new KernelFault(Errno.EIO, "read " + this + ", which has " + now + ", the place of no value");
        }
        return range.value(now);
    }

    @Override
    public void set(long value) throws KernelFault {
        data.put(0, (byte) selector(value));
        transfer(false);
    }

    private void transfer(boolean reads) throws KernelFault {
        try (CharDevice open = devices.open(bus)) {
            open.ioctl(I2C_SLAVE, chip);
            READ_WRITE.put(smbus, 0, reads ? 1 : 0);
            COMMAND.put(smbus, 0, register);
            SIZE.put(smbus, 0, BYTE_DATA);
            open.ioctl(I2C_SMBUS, smbus, link);
        }
    }

    @Override
    public String toString() {
        return String.format("%s/0x%02x/0x%02x", bus, chip, register);
    }
}
