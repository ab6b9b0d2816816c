// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import backplane.devices.i2c.I2cAdapter;
import backplane.devices.i2c.I2cTransfer;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.CharDevice;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An adapter by its character device: combined transfers by I2C_RDWR where the adapter has I2C_FUNC_I2C, else what SMBus can express by
 * I2C_SMBUS. Both halves of the latter, I2C_SLAVE and I2C_SMBUS, are on the bus' thread, and so no other transfer comes between.
 */
final class LinuxAdapter implements I2cAdapter {
    private static final int MILLIS_PER_JIFFY = 10;
    private static final int SMBUS_DATA = I2cUapi.BLOCK_MAX + 2;

    private final AdapterPath path;
    private final CharDevice device;
    private final long functions;
    private final ByteBuffer rdwr = direct(I2cUapi.RDWR.size());
    private final ByteBuffer messages = direct(I2cUapi.MOST_MESSAGES * I2cUapi.MSG.size());
    private final List<ByteBuffer> buffers = new ArrayList<>();
    /** The links of a transfer of n messages at n. */
    private final List<List<CharDevice.Link>> links = new ArrayList<>();
    private final PacketErrorCode pec = new PacketErrorCode();
    private boolean makesPec;
    private final ByteBuffer smbus = direct(I2cUapi.SMBUS.size());
    private final ByteBuffer smbusData = direct(SMBUS_DATA);
    private final List<CharDevice.Link> smbusLink = List.of(new CharDevice.Link(smbus, I2cUapi.DATA.offset(), smbusData));

    /**
     * @param device    this object's own from now on, and closed if this throws
     * @param timeoutMs how long the kernel waits for the bus
     */
    LinuxAdapter(AdapterPath path, CharDevice device, int timeoutMs) throws KernelFault {
        this.path = path;
        this.device = device;
        ByteBuffer bits = direct(Long.BYTES);
        try {
            device.ioctl(I2cUapi.I2C_FUNCS, bits);
            device.ioctl(I2cUapi.I2C_TIMEOUT, timeoutMs / MILLIS_PER_JIFFY);
            // ours are counted, and asked for device by device
            device.ioctl(I2cUapi.I2C_RETRIES, 0);
        } catch (KernelFault | RuntimeException failure) {
            device.close();
            throw failure;
        }
        functions = bits.getLong(0);
        List<CharDevice.Link> all = new ArrayList<>();
        all.add(new CharDevice.Link(rdwr, I2cUapi.MSGS.offset(), messages));
        links.add(List.copyOf(all));
        for (int i = 0; hasI2c() && i < I2cUapi.MOST_MESSAGES; i++) {
            buffers.add(direct(LONGEST_MESSAGE));
            all.add(new CharDevice.Link(messages, i * I2cUapi.MSG.size() + I2cUapi.BUF.offset(), buffers.get(i)));
            links.add(List.copyOf(all));
        }
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private boolean hasI2c() {
        return (functions & I2cUapi.FUNC_I2C) != 0;
    }

    @Override
    public String description() {
        return path.device() + " (" + path.name() + (hasI2c() ? ")" : ", SMBus only)");
    }

    @Override
    public int mostMessages() {
        return hasI2c() ? I2cUapi.MOST_MESSAGES : 2;
    }

    @Override
    public boolean hasTenBit() {
        return hasI2c() && (functions & I2cUapi.FUNC_10BIT_ADDR) != 0;
    }

    @Override
    public void transfer(I2cTransfer transfer) throws KernelFault {
        for (int i = 0; i < transfer.count(); i++) {
            if (I2cAddress.isTenBit(transfer.address(i)) && !hasTenBit()) {
                throw new KernelFault(Errno.EOPNOTSUPP, description() + " has no 10-bit addresses");
            }
        }
        if (hasI2c()) {
            combined(transfer);
        } else if (PacketErrorCode.isIn(transfer)) {
            if ((functions & I2cUapi.FUNC_SMBUS_PEC) == 0) {
                throw new KernelFault(Errno.EOPNOTSUPP, description() + " has no packet error codes");
            }
            makePec(true);
            smbus(pec.takeOff(transfer));
            pec.putBack(transfer);
        } else {
            makePec(false);
            smbus(transfer);
        }
    }

    private void makePec(boolean wanted) throws KernelFault {
        if (makesPec != wanted) {
            device.ioctl(I2cUapi.I2C_PEC, wanted ? 1 : 0);
            makesPec = wanted;
        }
    }

    private void combined(I2cTransfer transfer) throws KernelFault {
        int count = transfer.count();
        for (int i = 0; i < count; i++) {
            int at = i * I2cUapi.MSG.size();
            int ten = I2cAddress.isTenBit(transfer.address(i)) ? I2cUapi.M_TEN : 0;
            I2cUapi.ADDR.put(messages, at, I2cAddress.number(transfer.address(i)));
            I2cUapi.FLAGS.put(messages, at, ten | (transfer.isRead(i) ? I2cUapi.M_RD : 0));
            I2cUapi.LEN.put(messages, at, transfer.length(i));
            if (!transfer.isRead(i)) {
                buffers.get(i).put(0, transfer.bytes(), transfer.offset(i), transfer.length(i));
            }
        }
        I2cUapi.NMSGS.put(rdwr, 0, count);
        int done = device.ioctl(I2cUapi.I2C_RDWR, rdwr, links.get(count));
        for (int i = 0; i < Math.min(done, count); i++) {
            if (transfer.isRead(i)) {
                buffers.get(i).get(0, transfer.bytes(), transfer.offset(i), transfer.length(i));
            }
            transfer.advance();
        }
        if (done < count) {
            throw new KernelFault(Errno.EIO, description() + " did " + done + " of " + count + " messages");
        }
    }

    private void smbus(I2cTransfer transfer) throws KernelFault {
        SmbusOperation operation = SmbusOperation.of(transfer, functions);
        if (operation == null) {
            throw new KernelFault(Errno.EOPNOTSUPP, description() + " can't express a transfer of " + transfer.count()
                    + " messages like this");
        }
        int last = transfer.count() - 1;
        boolean read = transfer.isRead(last);
        boolean commands = !transfer.isRead(0) && transfer.length(0) > 0;
        int from = transfer.offset(0);
        I2cUapi.READ_WRITE.put(smbus, 0, read && operation != SmbusOperation.PROC_CALL ? 1 : 0);
        I2cUapi.COMMAND.put(smbus, 0, commands ? transfer.bytes()[from] : 0);
        I2cUapi.SIZE.put(smbus, 0, operation.size());
        fill(operation, transfer, read);
        device.ioctl(I2cUapi.I2C_SLAVE, I2cAddress.number(transfer.address(0)));
        device.ioctl(I2cUapi.I2C_SMBUS, smbus, smbusLink);
        if (read) {
            int skip = operation == SmbusOperation.I2C_BLOCK_DATA ? 1 : 0;
            takeWord(operation);
            smbusData.get(skip, transfer.bytes(), transfer.offset(last), transfer.length(last));
        }
        for (int i = 0; i <= last; i++) {
            transfer.advance();
        }
    }

    /** union i2c_smbus_data: a byte, a word in the machine's order (on the wires the low byte comes first), or a count and a block. */
    private void fill(SmbusOperation operation, I2cTransfer transfer, boolean read) {
        int from = transfer.offset(0) + 1;
        int length = transfer.length(0) - 1;
        switch (operation) {
            case BYTE_DATA -> smbusData.put(0, read ? 0 : transfer.bytes()[from]);
            case WORD_DATA, PROC_CALL -> {
                if (length == 2) {
                    smbusData.putShort(0, (short) (transfer.bytes()[from] & 0xff | transfer.bytes()[from + 1] << Byte.SIZE));
                }
            }
            case I2C_BLOCK_DATA -> {
                smbusData.put(0, (byte) (read ? transfer.length(1) : length));
                if (!read) {
                    smbusData.put(1, transfer.bytes(), from, length);
                }
            }
            case BLOCK_DATA -> smbusData.put(0, transfer.bytes(), from, length);
            default -> smbusData.put(0, (byte) 0);
        }
    }

    private void takeWord(SmbusOperation operation) {
        if (operation == SmbusOperation.WORD_DATA || operation == SmbusOperation.PROC_CALL) {
            int word = smbusData.getShort(0);
            smbusData.put(0, (byte) word).put(1, (byte) (word >> Byte.SIZE));
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
