// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The sound devices of this bundle that are not closed, for the console. Immediate, and so there as long as the bundle runs, whoever
 * asks for it. Any thread.
 */
@Component(service = SoundDevices.class, immediate = true)
public final class SoundDevices {
    private final List<SoundDevice> devices = new CopyOnWriteArrayList<>();

    @Activate
    public SoundDevices() {
        // none yet
    }

    /** Each name once, in order. */
    public List<String> names() {
        return devices.stream().map(SoundDevice::name).distinct().sorted().toList();
    }

    /** While one device replaces another there are two of a name: the one that runs, else the older one. */
    public Optional<SoundDevice> named(String name) {
        List<SoundDevice> candidates = devices.stream().filter(device -> device.name().equals(name)).toList();
        return candidates.stream().filter(SoundDevice::isRunning).findFirst().or(() -> candidates.stream().findFirst());
    }

    void add(SoundDevice device) {
        devices.add(device);
    }

    void remove(SoundDevice device) {
        devices.remove(device);
    }
}
