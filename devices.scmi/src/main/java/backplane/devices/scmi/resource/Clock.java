// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import java.util.List;

/**
 * A clock.
 *
 * @param rates   Hz
 * @param rate    the rate is what the last agent asked for
 * @param enabled 1 while any agent wants it to run, else 0
 * @param parents indexes of clocks that it can be fed by; empty if it is fed for good
 * @param parent  an index of a clock
 */
public record Clock(String name, Range rates, Voted rate, Voted enabled, List<Integer> parents, Voted parent) {
}
