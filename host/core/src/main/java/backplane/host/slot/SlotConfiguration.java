// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The configurations {@code backplane.device~NAME}, as they come, change and go. Called on Config Admin's thread.
 */
@Component(service = ManagedServiceFactory.class, property = "service.pid=" + StoredConfigurations.FACTORY)
public final class SlotConfiguration implements ManagedServiceFactory {
    private final SlotRegistry registry;

    @Activate
    public SlotConfiguration(@Reference SlotWhiteboard whiteboard) {
        registry = whiteboard.registry();
    }

    @Override
    public String getName() {
        return "Backplane devices";
    }

    /** A refusal is logged and shown by the slot; the other devices go on, and so does this one as it was. */
    @Override
    public void updated(String pid, Dictionary<String, ?> properties) {
        Map<String, String> values = new HashMap<>();
        for (String key : Collections.list(properties.keys())) {
            if (!isFrameworks(key)) {
                values.put(key, String.valueOf(properties.get(key)));
            }
        }
        registry.configure(name(pid), values);
    }

    @Override
    public void deleted(String pid) {
        registry.remove(name(pid));
    }

    private static boolean isFrameworks(String key) {
        return key.startsWith("service.") || key.startsWith("felix.") || key.startsWith("org.apache.karaf.") || key.startsWith(".");
    }

    private static String name(String pid) {
        return pid.substring(pid.indexOf('~') + 1);
    }
}
