// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.ConfigSpace;
import backplane.device.QueueSpec;
import backplane.device.VirtioDevice;
import backplane.virtio.FeatureSet;
import java.util.List;

/**
 * What a front-end sees of a device. Kept while the device is replaced, so that the session goes on answering.
 *
 * @param config as it was when it was last asked for
 */
public record DeviceProfile(FeatureSet features, List<QueueSpec> queues, ConfigSpace config) {
    /** The same with features of the rings that the configuration asks for. */
    public DeviceProfile with(FeatureSet ringFeatures) {
        return new DeviceProfile(features.or(ringFeatures), queues, config);
    }

    public static DeviceProfile of(VirtioDevice device) {
        return new DeviceProfile(device.features(), List.copyOf(device.queues()), device.config());
    }
}
