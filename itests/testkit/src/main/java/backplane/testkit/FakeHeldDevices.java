// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.HeldDevices;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Devices that are held for whoever comes next, without a limit of time. Any thread. */
final class FakeHeldDevices implements HeldDevices {
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    @Override
    public void hold(String key, Held device, Duration limit) {
        Held former = held.put(key, device);
        if (former != null) {
            former.end();
        }
    }

    @Override
    public Held take(String key) {
        return held.remove(key);
    }
}
