// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceCounters;
import backplane.kernel.Errno;

/** What a device counts. Messages, each in one of these. */
public enum I2cCounter implements DeviceCounters.Told {
    OK("done"),
    DENIED("refused by the policy; nothing of the group reached the bus"),
    MALFORMED("no request of the specification: short, flags and buffers that contradict, no address"),
    TOO_LARGE("longer than a message, or in a longer group, than the adapter takes"),
    SKIPPED("not done, as one before in the same group failed"),
    NAK_ADDRESS("nobody answers the address (ENXIO)"),
    NAK_DATA("a byte was not acknowledged (EREMOTEIO)"),
    TIMEOUT("the bus took too long (ETIMEDOUT)"),
    ARBITRATION("another controller won the bus (EAGAIN)"),
    BUSY("the bus is stuck or in use (EBUSY)"),
    UNSUPPORTED("the adapter can't express it (EOPNOTSUPP)"),
    GONE("the adapter is no longer there (ENODEV)"),
    OTHER("another error of the hardware; the log has the first of each");

    private final String text;

    I2cCounter(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }

    /** Linux' fault codes of I2C (Documentation/i2c/fault-codes.rst). */
    static I2cCounter of(Errno errno) {
        return switch (errno) {
            case ENXIO -> NAK_ADDRESS;
            case EREMOTEIO, EIO -> NAK_DATA;
            case ETIMEDOUT -> TIMEOUT;
            case EAGAIN -> ARBITRATION;
            case EBUSY -> BUSY;
            case EOPNOTSUPP -> UNSUPPORTED;
            case ENODEV -> GONE;
            default -> OTHER;
        };
    }
}
