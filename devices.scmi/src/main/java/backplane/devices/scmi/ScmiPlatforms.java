// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The platforms of this bundle, by name, however many devices share one. Any thread. */
@Component(service = ScmiPlatforms.class)
public final class ScmiPlatforms {
    private final Map<String, Known> platforms = new HashMap<>();

    private record Known(PlatformPlan plan, SharedPlatform platform) {
    }

    @Activate
    public ScmiPlatforms() {
        // none yet
    }

    /**
     * The platform of a name, which is made if there is none. One of another plan takes the place of the one that is there: so a device
     * can be replaced by one with other resources, and both are there meanwhile.
     *
     * @param plan one that is empty takes whatever is there
     * @throws IllegalArgumentException naming what cannot be had
     */
    synchronized SharedPlatform platform(String name, PlatformPlan plan, PlatformPlan.Sources sources) {
        Known known = platforms.get(name);
        if (known != null && !known.platform().isEmpty() && (plan.isEmpty() || plan.equals(known.plan()))) {
            return known.platform();
        }
        SharedPlatform platform = new SharedPlatform(name, plan.build(sources), () -> forget(name));
        platforms.put(name, new Known(plan, platform));
        return platform;
    }

    private synchronized void forget(String name) {
        platforms.computeIfPresent(name, (same, known) -> known.platform().isEmpty() ? null : known);
    }
}
