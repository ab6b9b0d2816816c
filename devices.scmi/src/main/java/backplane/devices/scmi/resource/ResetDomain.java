// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/**
 * Something that can be held in reset.
 *
 * @param asserted 1 while any agent holds it there
 */
public record ResetDomain(String name, Voted asserted) {
}
