// SPDX-License-Identifier: Apache-2.0
package backplane.memory.mmap.linux;

import backplane.kernel.HeldDevices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Keeps devices in this bundle, which a replacement of a device bundle does not touch. Ends them all when the host stops. Any thread. */
@Component(service = HeldDevices.class, immediate = true)
public final class LinuxHeldDevices implements HeldDevices {
    private final Map<String, Held> held = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "backplane held devices");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    @Activate
    public LinuxHeldDevices() {
        // nothing held yet
    }

    @Override
    public void hold(String key, Held device, Duration limit) {
        Held former = device;
        synchronized (this) {
            if (!closed) {
                former = held.put(key, device);
                clock.schedule(() -> expire(key, device), limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        if (former != null) {
            former.end();
        }
    }

    @Override
    public synchronized Held take(String key) {
        return held.remove(key);
    }

    private void expire(String key, Held device) {
        boolean late;
        synchronized (this) {
            late = held.get(key) == device && held.remove(key) != null;
        }
        if (late) {
            device.end();
        }
    }

    @Deactivate
    void close() {
        List<Held> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(held.values());
            held.clear();
        }
        left.forEach(Held::end);
        clock.shutdownNow();
    }
}
