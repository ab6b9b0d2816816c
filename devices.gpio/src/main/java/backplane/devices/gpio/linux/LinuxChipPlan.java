// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

import java.util.List;

/**
 * What a chip of the host's lines is to be like, as the configuration says.
 *
 * @param lines      in the guest's order
 * @param atCreation lines are requested when the device is made rather than when they are first used
 * @param mostEdges  of one line in a second; 0 for no limit
 */
public record LinuxChipPlan(List<LineChoice> lines, boolean atCreation, int mostEdges) {
    public LinuxChipPlan {
        lines = List.copyOf(lines);
    }
}
