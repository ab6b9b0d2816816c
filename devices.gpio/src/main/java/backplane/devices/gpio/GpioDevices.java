// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The GPIO devices of this bundle that are not closed, for the console. Immediate, and so there as long as the bundle runs, whoever
 * asks for it. Any thread.
 */
@Component(service = GpioDevices.class, immediate = true)
public final class GpioDevices {
    private final List<GpioDevice> devices = new CopyOnWriteArrayList<>();

    @Activate
    public GpioDevices() {
        // none yet
    }

    /** Each name once, in order. */
    public List<String> names() {
        return devices.stream().map(GpioDevice::name).distinct().sorted().toList();
    }

    /** While one device replaces another there are two of a name: the one that runs, else the older one. */
    public Optional<GpioDevice> named(String name) {
        List<GpioDevice> candidates = devices.stream().filter(device -> device.name().equals(name)).toList();
        return candidates.stream().filter(GpioDevice::isRunning).findFirst().or(() -> candidates.stream().findFirst());
    }

    void add(GpioDevice device) {
        devices.add(device);
    }

    void remove(GpioDevice device) {
        devices.remove(device);
    }
}
