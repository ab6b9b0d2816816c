// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/**
 * A supply.
 *
 * @param levels microvolts
 * @param level  the highest that an agent asks for
 * @param mode   7 while any agent wants it on, else 0
 */
public record VoltageDomain(String name, Range levels, Voted level, Voted mode) {
    public static final int OFF = 0;
    public static final int ON = 7;
}
