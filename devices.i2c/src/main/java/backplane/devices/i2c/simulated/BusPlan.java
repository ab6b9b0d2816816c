// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c.simulated;

import java.io.IOException;
import java.util.List;

/**
 * A simulated bus as a configuration describes it.
 *
 * @param name        of the bus
 * @param writeMillis how long EEPROMs write
 * @param seed        of the faults that come by a rate
 */
public record BusPlan(String name, List<ChipPlan> chips, int writeMillis, long seed) {
    /** @throws IOException if a file is not as it should be, or two chips have one address: the message says which */
    public SimulatedBus build() throws IOException {
        SimulatedBus bus = new SimulatedBus(name, seed);
        try {
            for (ChipPlan plan : chips) {
                Chip chip = plan.build(writeMillis, System::nanoTime);
                String other = bus.add(chip);
                if (other != null) {
                    chip.close();
                    throw new IOException(plan.kind() + " has an address that " + other + " has already");
                }
            }
            return bus;
        } catch (IOException | RuntimeException failure) {
            bus.close();
            throw failure;
        }
    }
}
