// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.device.DeviceState;
import java.util.Map;

/**
 * What a recording begins with.
 *
 * @param features device bits that the driver took
 * @param state    of the device at the beginning, null if it could not tell
 */
public record RecordingHead(String type, String device, long features, Map<String, String> settings, DeviceState state) {
}
