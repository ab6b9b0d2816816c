// SPDX-License-Identifier: Apache-2.0
package backplane.operation;

import java.time.Instant;

/**
 * One upgrade of a device type, done or undone.
 *
 * @param from   bundle and version before
 * @param to     bundle and version that was to take over
 * @param done   whether it did; if not, {@code from} has the devices
 * @param reason why it was put back, or empty
 */
public record UpgradeView(Instant when, String type, String from, String to, boolean done, String reason) {
}
