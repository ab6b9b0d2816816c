// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.List;

/**
 * A sound card as it is configured.
 *
 * @param controls whether the feature CTLS is offered
 */
record SoundPlan(List<StreamPlan> streams, List<JackPlan> jacks, boolean controls) {
    SoundPlan {
        streams = List.copyOf(streams);
        jacks = List.copyOf(jacks);
    }
}
