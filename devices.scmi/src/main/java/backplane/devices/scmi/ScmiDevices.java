// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The SCMI devices of this bundle that are not closed, for the console. Immediate, and so there as long as the bundle runs, whoever
 * asks for it. Any thread.
 */
@Component(service = ScmiDevices.class, immediate = true)
public final class ScmiDevices {
    private final List<ScmiDevice> devices = new CopyOnWriteArrayList<>();

    @Activate
    public ScmiDevices() {
        // none yet
    }

    /** Each name once, in order. */
    public List<String> names() {
        return devices.stream().map(ScmiDevice::name).distinct().sorted().toList();
    }

    /** While one device replaces another there are two of a name: the one that runs, else the older one. */
    public Optional<ScmiDevice> named(String name) {
        List<ScmiDevice> candidates = devices.stream().filter(device -> device.name().equals(name)).toList();
        return candidates.stream().filter(ScmiDevice::isRunning).findFirst().or(() -> candidates.stream().findFirst());
    }

    void add(ScmiDevice device) {
        devices.add(device);
    }

    void remove(ScmiDevice device) {
        devices.remove(device);
    }
}
