// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.devices.scmi.resource.ResourceSet;
import backplane.devices.scmi.simulated.PlatformScript;
import backplane.devices.scmi.sysfs.IioEvents;
import backplane.kernel.CharDevices;
import backplane.kernel.Pollers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The platforms of this bundle, by name, however many devices share one. Any thread. */
@Component(service = ScmiPlatforms.class)
public final class ScmiPlatforms {
    private final Map<String, Known> platforms = new HashMap<>();

    /** What reaches hardware. */
    record Kernel(CharDevices devices, Pollers pollers) {
    }

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
    synchronized SharedPlatform platform(String name, PlatformPlan plan, Kernel kernel) {
        Known known = platforms.get(name);
        if (known != null && !known.platform().isEmpty() && (plan.isEmpty() || plan.equals(known.plan()))) {
            return known.platform();
        }
        PlatformScript script = plan.script().isEmpty() ? PlatformScript.none() : PlatformScript.read(Path.of(plan.script()));
        ResourceSet resources = new PlatformBuilder(plan, new KernelSources(kernel.devices())).build();
        SharedPlatform platform = new SharedPlatform(name, resources, script, () -> forget(name));
        List<String> devices = plan.sensors().stream().map(sensor -> IioEvents.device(sensor.source())).toList();
        if (devices.stream().anyMatch(device -> !device.isEmpty())) {
            platform.watch(new IioEvents(name, kernel.devices(), kernel.pollers(),
                    plan.sensors().stream().map(SensorPlan::source).toList(), device -> platform.happened(
                            IntStream.range(0, devices.size()).filter(i -> devices.get(i).equals(device)).boxed().toList())));
        }
        platforms.put(name, new Known(plan, platform));
        return platform;
    }

    private synchronized void forget(String name) {
        platforms.computeIfPresent(name, (same, known) -> known.platform().isEmpty() ? null : known);
    }
}
