// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.wire;

/** The first return value of each command; DEN0056, "Status codes"; linux/drivers/firmware/arm_scmi/common.h, enum scmi_error_codes. */
public enum ScmiStatus {
    SUCCESS(0),
    NOT_SUPPORTED(-1),
    INVALID_PARAMETERS(-2),
    DENIED(-3),
    NOT_FOUND(-4),
    OUT_OF_RANGE(-5),
    BUSY(-6),
    COMMS_ERROR(-7),
    GENERIC_ERROR(-8),
    HARDWARE_ERROR(-9),
    PROTOCOL_ERROR(-10),
    IN_USE(-11);

    private final int code;

    ScmiStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
