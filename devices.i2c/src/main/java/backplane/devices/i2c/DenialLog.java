// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.devices.i2c.wire.I2cAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Denials of one device's driver: the log gets one line a minute at most, with how many there were. On the device's thread. */
final class DenialLog {
    private static final Logger LOG = LoggerFactory.getLogger(DenialLog.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final String device;
    private final LongSupplier nanoTime;
    private long next;
    private long since;
    private boolean any;
    private long lines;

    DenialLog(String device, LongSupplier nanoTime) {
        this.device = device;
        this.nanoTime = nanoTime;
    }

    void note(int address, boolean read) {
        since++;
        long now = nanoTime.getAsLong();
        if (any && now - next < 0) {
            return;
        }
        any = true;
        next = now + PAUSE;
        lines++;
        LOG.warn("I2C device {}: its driver asked for a {} at {}, which its 'allow' does not have; {} denied since the last such line,"
                + " which comes once a minute at most", device, read ? "read" : "write", I2cAddress.text(address), since);
        since = 0;
    }

    /** How many lines the log got. */
    long lines() {
        return lines;
    }
}
