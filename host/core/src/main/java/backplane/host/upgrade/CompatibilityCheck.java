// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.host.worker.DeviceProfile;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;

/** Whether a device can take the place of another under a live connection: the driver must not see a difference. */
public final class CompatibilityCheck {
    private CompatibilityCheck() {
    }

    /**
     * @param seen what the front-end has seen. All of its features are to be there, not only those that the driver took: after a
     *             guest's reset the driver may take the others without the host being asked again
     * @return why not, or empty
     */
    public static String refusal(DeviceProfile seen, DeviceProfile next) {
        FeatureSet lost = seen.features().and(VirtioFeature.DEVICE_BITS).minus(next.features());
        if (!lost.isEmpty()) {
            return "the front-end was offered features that the new device has not: " + lost.describe();
        }
        if (!seen.queues().equals(next.queues())) {
            return "the new device has the queues " + next.queues() + ", and the driver uses " + seen.queues();
        }
        if (seen.config().size() != next.config().size()) {
            return "the new device has a configuration space of " + next.config().size() + " bytes, and the driver has seen "
                    + seen.config().size();
        }
        return "";
    }
}
