// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceCounters;

/** What a device counts. */
enum GpioCounter implements DeviceCounters.Told {
    INTERRUPTS("interrupts given to the driver"),
    EDGES_MERGED("edges that came while their line was masked, and that one interrupt with others stood for");

    private final String text;

    GpioCounter(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
