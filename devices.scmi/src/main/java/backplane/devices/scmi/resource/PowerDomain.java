// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/** On while any agent wants it on. @param state 1 on, 0 off */
public record PowerDomain(String name, Voted state) {
    public static final int OFF = 0;
    public static final int ON = 1;
}
