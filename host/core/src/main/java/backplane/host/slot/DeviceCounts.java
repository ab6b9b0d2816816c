// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.VirtioDevice;
import backplane.operation.CountView;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a device itself counts, as far as it can be had: whoever looks at the host is not to lose the other devices by it. */
final class DeviceCounts {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceCounts.class);
    private static final int MOST = 64;

    private DeviceCounts() {
    }

    /**
     * Any thread.
     *
     * @param device null for none
     */
    static List<CountView> of(VirtioDevice device, String slot) {
        if (device == null) {
            return List.of();
        }
        try {
            return device.counts().stream().limit(MOST).map(count -> new CountView(count.name(), count.text(), count.value())).toList();
        } catch (RuntimeException | LinkageError stray) {
            LOG.debug("{}: the device does not tell what it counts", slot, stray);
            return List.of();
        }
    }
}
