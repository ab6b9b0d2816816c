// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults of one device's adapter: the log gets the first of each error number, but for an address that nobody answers, which is
 * what every scan of a bus is made of. On the device's thread.
 */
final class HardwareFaults {
    private static final Logger LOG = LoggerFactory.getLogger(HardwareFaults.class);

    private final String device;
    private final Set<Errno> logged = EnumSet.of(Errno.ENXIO);

    HardwareFaults(String device) {
        this.device = device;
    }

    void note(KernelFault fault) {
        if (logged.add(fault.errno())) {
            LOG.warn("I2C device {}: the adapter fails: {}. Later faults of this kind are only counted", device, fault.getMessage());
        }
    }
}
