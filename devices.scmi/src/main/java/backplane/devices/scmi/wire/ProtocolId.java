// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

/**
 * The protocols, with the version that is announced. A version decides layouts, so each is one that Linux 6.12 knows; a newer one
 * would make it negotiate. linux/include/linux/scmi_protocol.h, enum scmi_std_protocol.
 */
public enum ProtocolId {
    BASE(0x10, 0x20001),
    POWER(0x11, 0x30000),
    SYSTEM(0x12, 0x20000),
    PERFORMANCE(0x13, 0x30000),
    CLOCK(0x14, 0x30000),
    SENSOR(0x15, 0x30000),
    RESET(0x16, 0x30000),
    VOLTAGE(0x17, 0x20000),
    POWERCAP(0x18, 0x20000),
    PINCTRL(0x19, 0x10000);

    private final int code;
    private final int version;

    ProtocolId(int code, int version) {
        this.code = code;
        this.version = version;
    }

    public int code() {
        return code;
    }

    /** Major number in the upper half, minor in the lower. */
    public int version() {
        return version;
    }
}
