// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import backplane.devices.scmi.simulated.Simulation;
import java.util.List;

/**
 * All that a platform has.
 *
 * @param system whether guests may be asked to shut down
 * @param simulation the part of it that is simulated
 */
public record ResourceSet(List<PowerDomain> powers, List<PerformanceDomain> performances, List<Clock> clocks, List<Sensor> sensors,
        List<ResetDomain> resets, List<VoltageDomain> voltages, List<Powercap> powercaps, PinBank pins, boolean system,
        Simulation simulation) {
}
