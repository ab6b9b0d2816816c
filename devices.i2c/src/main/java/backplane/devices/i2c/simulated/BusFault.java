// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import backplane.kernel.Errno;
import java.util.Locale;

/** What can go wrong on a bus. */
public enum BusFault {
    /** Nobody acknowledges the address. */
    NAK_ADDRESS(Errno.ENXIO),
    /** The first byte of data is not acknowledged; a read has none, and so goes well. */
    NAK_DATA(Errno.EREMOTEIO),
    /** Another controller wins the bus at the address. */
    ARBITRATION(Errno.EAGAIN),
    /** The chip holds the clock for longer than the adapter waits. */
    STRETCH(Errno.ETIMEDOUT),
    /** Somebody holds the data line low: nothing can begin. */
    STUCK(Errno.EBUSY),
    /** One bit of one byte is another one than was sent; nobody notices. */
    FLIP(null);

    private final Errno errno;

    BusFault(Errno errno) {
        this.errno = errno;
    }

    /** What Linux would say; null for a fault that nobody notices. */
    Errno errno() {
        return errno;
    }

    /** As the console writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By {@link #word}, or null. */
    public static BusFault of(String word) {
        for (BusFault fault : values()) {
            if (fault.word().equals(word)) {
                return fault;
            }
        }
        return null;
    }
}
