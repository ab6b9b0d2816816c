// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.linux;

import backplane.wire.U16;
import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.U8;
import backplane.wire.WireStruct;

/** linux/i2c.h and linux/i2c-dev.h, as on 64-bit machines. The codes are older than the _IO macros and carry no length. */
final class I2cUapi {
    static final int I2C_RETRIES = 0x0701;
    static final int I2C_TIMEOUT = 0x0702;
    static final int I2C_SLAVE = 0x0703;
    static final int I2C_FUNCS = 0x0705;
    static final int I2C_RDWR = 0x0707;
    static final int I2C_PEC = 0x0708;
    static final int I2C_SMBUS = 0x0720;
    /** I2C_RDWR_IOCTL_MAX_MSGS. */
    static final int MOST_MESSAGES = 42;
    /** I2C_SMBUS_BLOCK_MAX. */
    static final int BLOCK_MAX = 32;

    static final int M_RD = 0x0001;
    static final int M_TEN = 0x0010;

    static final long FUNC_I2C = 0x1;
    static final long FUNC_10BIT_ADDR = 0x2;
    static final long FUNC_SMBUS_PEC = 0x8;

    private static final WireStruct.Table M = WireStruct.hostEndian("i2c_msg");
    static final U16 ADDR = M.u16("addr");
    static final U16 FLAGS = M.u16("flags");
    static final U16 LEN = M.u16("len");
    static final Object PAD = M.pad(2);
    static final U64 BUF = M.u64("buf");
    static final WireStruct MSG = M.end(16);

    private static final WireStruct.Table R = WireStruct.hostEndian("i2c_rdwr_ioctl_data");
    static final U64 MSGS = R.u64("msgs");
    static final U32 NMSGS = R.u32("nmsgs");
    static final Object RDWR_PAD = R.pad(4);
    static final WireStruct RDWR = R.end(16);

    private static final WireStruct.Table S = WireStruct.hostEndian("i2c_smbus_ioctl_data");
    static final U8 READ_WRITE = S.u8("read_write");
    static final U8 COMMAND = S.u8("command");
    static final Object SMBUS_PAD = S.pad(2);
    static final U32 SIZE = S.u32("size");
    static final U64 DATA = S.u64("data");
    static final WireStruct SMBUS = S.end(16);

    private I2cUapi() {
    }
}
