// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The I2C devices of this bundle that are not closed, for the console. Immediate, and so there as long as the bundle runs, whoever
 * asks for it. Any thread.
 */
@Component(service = I2cDevices.class, immediate = true)
public final class I2cDevices {
    private final List<I2cDevice> devices = new CopyOnWriteArrayList<>();

    @Activate
    public I2cDevices() {
        // none yet
    }

    /** Each name once, in order. */
    public List<String> names() {
        return devices.stream().map(I2cDevice::name).distinct().sorted().toList();
    }

    /** While one device replaces another there are two of a name: the one that runs, else the older one. */
    public Optional<I2cDevice> named(String name) {
        List<I2cDevice> candidates = devices.stream().filter(device -> device.name().equals(name)).toList();
        return candidates.stream().filter(I2cDevice::isRunning).findFirst().or(() -> candidates.stream().findFirst());
    }

    void add(I2cDevice device) {
        devices.add(device);
    }

    void remove(I2cDevice device) {
        devices.remove(device);
    }
}
