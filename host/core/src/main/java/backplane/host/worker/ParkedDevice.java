// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.DeviceState;

/**
 * What is kept of a device that left its seat.
 *
 * @param state    null if it could not save any: the next device begins anew
 * @param parkedAt when it was stopped, on the scale of {@link System#nanoTime()}
 */
public record ParkedDevice(DeviceState state, long parkedAt) {
}
