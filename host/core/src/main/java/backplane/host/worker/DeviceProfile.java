// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.ConfigSpace;
import backplane.device.QueueSpec;
import backplane.device.VirtioDevice;
import backplane.virtio.FeatureSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a front-end sees of a device. Kept while the device is replaced, so that the session goes on answering.
 *
 * @param config as it was when it was last asked for
 */
public record DeviceProfile(FeatureSet features, List<QueueSpec> queues, ConfigSpace config) {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceProfile.class);

    /** The same with features of the rings that the configuration asks for. */
    public DeviceProfile with(FeatureSet ringFeatures) {
        return new DeviceProfile(features.or(ringFeatures), queues, config);
    }

    public static DeviceProfile of(VirtioDevice device) {
        return new DeviceProfile(device.features(), List.copyOf(device.queues()), device.config());
    }

    /** The configuration space as the device tells it now, or as it was if there is none, or it throws. Any thread. */
    public ConfigSpace configOf(VirtioDevice device, String slot) {
        try {
            return device == null ? config : device.config();
        } catch (RuntimeException stray) {
            LOG.warn("{}: the device does not tell its configuration space; the last one stands", slot, stray);
            return config;
        }
    }
}
