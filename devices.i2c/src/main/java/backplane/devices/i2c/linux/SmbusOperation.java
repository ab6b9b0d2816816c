// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import backplane.devices.i2c.I2cTransfer;

/**
 * What SMBus can express; linux/i2c.h, I2C_SMBUS_* and I2C_FUNC_SMBUS_*. Block reads whose length the chip tells are not here: a request
 * of virtio has its length before it is done.
 */
enum SmbusOperation {
    QUICK(0, 0x10000, 0x10000), BYTE(1, 0x20000, 0x40000), BYTE_DATA(2, 0x80000, 0x100000), WORD_DATA(3, 0x200000, 0x400000),
    PROC_CALL(4, 0x800000, 0x800000), BLOCK_DATA(5, 0x1000000, 0x2000000), I2C_BLOCK_DATA(8, 0x4000000, 0x8000000);

    private final int size;
    private final long reads;
    private final long writes;

    SmbusOperation(int size, long reads, long writes) {
        this.size = size;
        this.reads = reads;
        this.writes = writes;
    }

    int size() {
        return size;
    }

    private boolean isIn(long functions, boolean read) {
        return (functions & (read ? reads : writes)) != 0;
    }

    /** The operation that is the same on the wires as the transfer, and that the adapter has; null if there is none. */
    static SmbusOperation of(I2cTransfer transfer, long functions) {
        int count = transfer.count();
        if (count == 1 && transfer.isRead(0)) {
            SmbusOperation simple = transfer.length(0) == 0 ? QUICK : transfer.length(0) == 1 ? BYTE : null;
            return simple != null && simple.isIn(functions, true) ? simple : null;
        }
        if (count == 1) {
            return write(transfer, functions);
        }
        boolean answered = count == 2 && !transfer.isRead(0) && transfer.isRead(1) && transfer.address(0) == transfer.address(1);
        return answered ? read(transfer.length(0), transfer.length(1), functions) : null;
    }

    private static SmbusOperation write(I2cTransfer transfer, long functions) {
        int length = transfer.length(0);
        SmbusOperation exact = length == 0 ? QUICK : length == 1 ? BYTE : length == 2 ? BYTE_DATA : length == 3 ? WORD_DATA : null;
        if (exact != null && exact.isIn(functions, false)) {
            return exact;
        }
        if (length >= 2 && length <= I2cUapi.BLOCK_MAX + 1 && I2C_BLOCK_DATA.isIn(functions, false)) {
            return I2C_BLOCK_DATA;
        }
        // command, count, that many bytes
        boolean block = length >= 3 && length <= I2cUapi.BLOCK_MAX + 2 && transfer.bytes()[transfer.offset(0) + 1] == length - 2;
        return block && BLOCK_DATA.isIn(functions, false) ? BLOCK_DATA : null;
    }

    private static SmbusOperation read(int written, int length, long functions) {
        if (written == 3 && length == 2) {
            return PROC_CALL.isIn(functions, true) ? PROC_CALL : null;
        }
        SmbusOperation exact = length == 1 ? BYTE_DATA : length == 2 ? WORD_DATA : null;
        if (written != 1 || length == 0 || length > I2cUapi.BLOCK_MAX) {
            return null;
        }
        if (exact != null && exact.isIn(functions, true)) {
            return exact;
        }
        return I2C_BLOCK_DATA.isIn(functions, true) ? I2C_BLOCK_DATA : null;
    }
}
