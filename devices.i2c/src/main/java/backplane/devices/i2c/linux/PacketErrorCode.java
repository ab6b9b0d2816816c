// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import backplane.devices.i2c.I2cTransfer;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;

/**
 * The packet error code of a guest's driver on an adapter that makes and checks it itself: the guest's is checked and taken off before
 * the transfer, and made again for what was read. A CRC-8 over all bytes of the transfer, the addresses too (System Management Bus
 * Specification 3.2, 6.4.1). On the bus' thread; used again and again.
 */
final class PacketErrorCode {
    private static final int POLYNOMIAL = 0x107;
    private static final int[] TABLE = table();

    private final I2cTransfer plain = new I2cTransfer();

    private static int[] table() {
        int[] table = new int[1 << Byte.SIZE];
        for (int value = 0; value < table.length; value++) {
            int crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc <<= 1;
                crc ^= crc >= table.length ? POLYNOMIAL : 0;
            }
            table[value] = crc;
        }
        return table;
    }

    /** Whether it has one: a message without a byte has none. */
    static boolean isIn(I2cTransfer transfer) {
        return transfer.endsWithPec() && transfer.length(transfer.count() - 1) > 0;
    }

    /**
     * The transfer without it, this object's own.
     *
     * @throws KernelFault EBADMSG if that of a write is wrong, so that a chip would not take it
     */
    I2cTransfer takeOff(I2cTransfer transfer) throws KernelFault {
        int last = transfer.count() - 1;
        plain.clear();
        for (int i = 0; i <= last; i++) {
            int length = transfer.length(i) - (i == last ? 1 : 0);
            if (plain.count() == 2) {
                throw new KernelFault(Errno.EOPNOTSUPP, "SMBus has no transfers of " + transfer.count() + " messages");
            }
            plain.add(transfer.address(i), transfer.isRead(i), length);
            System.arraycopy(transfer.bytes(), transfer.offset(i), plain.bytes(), plain.offset(i), length);
        }
        int given = transfer.bytes()[transfer.offset(last) + transfer.length(last) - 1] & 0xff;
        if (!transfer.isRead(last) && given != of(plain)) {
            throw new KernelFault(Errno.EBADMSG, String.format("the driver's packet error code is 0x%02x, not 0x%02x", given, of(plain)));
        }
        return plain;
    }

    /** Gives what was read back, with its code at the end. */
    void putBack(I2cTransfer transfer) {
        int last = transfer.count() - 1;
        if (transfer.isRead(last)) {
            System.arraycopy(plain.bytes(), plain.offset(last), transfer.bytes(), transfer.offset(last), plain.length(last));
            transfer.bytes()[transfer.offset(last) + plain.length(last)] = (byte) of(plain);
        }
        while (transfer.done() < plain.done()) {
            transfer.advance();
        }
    }

    /** @return 0 to 255 */
    static int of(I2cTransfer transfer) {
        int crc = 0;
        for (int i = 0; i < transfer.count(); i++) {
            crc = TABLE[crc ^ (I2cAddress.number(transfer.address(i)) << 1 | (transfer.isRead(i) ? 1 : 0)) & 0xff];
            for (int at = transfer.offset(i); at < transfer.offset(i) + transfer.length(i); at++) {
                crc = TABLE[crc ^ transfer.bytes()[at] & 0xff];
            }
        }
        return crc;
    }
}
