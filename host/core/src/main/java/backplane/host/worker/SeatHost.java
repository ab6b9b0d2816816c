// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.DeviceHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one start of a device may ask of us. */
record SeatHost(String slot, Mailbox mailbox, DeviceSeat seat, Runnable whenConfigChanged) implements DeviceHost {
    private static final Logger LOG = LoggerFactory.getLogger(SeatHost.class);

    @Override
    public void post(Runnable task) {
        mailbox.put(() -> seat.run(task));
    }

    @Override
    public void configChanged() {
        whenConfigChanged.run();
    }

    @Override
    public void needsReset() {
        LOG.warn("{}: the device needs a reset by the driver", slot);
    }
}
