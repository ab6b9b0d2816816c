// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/**
 * A limit of power.
 *
 * @param caps   microwatts, stepped or one value
 * @param cap    the lowest that an agent asks for
 * @param pai    the averaging interval, microseconds
 * @param power  what is used, microwatts
 * @param parent index of the limit that this one is part of, or -1
 */
public record Powercap(String name, Range caps, Voted cap, Control pai, Reading power, int parent) {
}
