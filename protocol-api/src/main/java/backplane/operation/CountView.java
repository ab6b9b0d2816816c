// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

/**
 * A number that a device itself counts.
 *
 * @param name such as {@code xruns}
 * @param text what it counts
 */
public record CountView(String name, String text, long value) {
}
