// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

/** What an agent may do with a resource; each includes those before it. */
public enum Right {
    NONE,
    READ,
    WRITE
}
