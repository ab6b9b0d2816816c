// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults of one device's hardware: the log gets the first of each error number. On the device's thread. */
final class HardwareFaults {
    private static final Logger LOG = LoggerFactory.getLogger(HardwareFaults.class);

    private final String device;
    private final Set<Errno> logged = EnumSet.noneOf(Errno.class);

    HardwareFaults(String device) {
        this.device = device;
    }

    void note(KernelFault fault) {
        if (logged.add(fault.errno())) {
            LOG.warn("GPIO device {}: the hardware fails: {}. Later faults of this kind are not logged", device, fault.getMessage());
        }
    }
}
