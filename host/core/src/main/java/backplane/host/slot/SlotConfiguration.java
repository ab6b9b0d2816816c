// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations {@code backplane.device~NAME}, as they come, change and go. A listener and not a managed service factory: File
 * Install makes a factory's instance only of {@code FACTORY-NAME.cfg}, and of {@code FACTORY~NAME.cfg} a configuration of its own.
 * Called on the thread that changes a configuration: when a removal returns, the device is gone, and its name is free.
 *
 * <p>It listens before it looks at what there is, as files are read while the host starts: none of them may come between. Each is read
 * anew under the lock, so that what a look finds never takes the place of what an event has brought.
 */
@Component(service = SlotConfiguration.class, immediate = true)
public final class SlotConfiguration implements SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(SlotConfiguration.class);
    private static final String PREFIX = ConfigurationFile.FACTORY + "~";

    private final SlotRegistry registry;
    private final StoredConfigurations stored;
    private final Map<String, String> names = new HashMap<>();
    private final Runnable end;

    @Activate
    public SlotConfiguration(BundleContext context, @Reference SlotWhiteboard whiteboard, @Reference StoredConfigurations stored)
            throws IOException {
        this(whiteboard.registry(), stored,
                listener -> context.registerService(SynchronousConfigurationListener.class, listener, null)::unregister);
    }

    /** @param listening has a listener called from its return on; what it returns ends that */
    SlotConfiguration(SlotRegistry registry, StoredConfigurations stored,
            Function<SynchronousConfigurationListener, Runnable> listening) throws IOException {
        this.registry = registry;
        this.stored = stored;
        end = listening.apply(this);
        stored.readAhead();
        for (Configuration configuration : stored.all()) {
            if (ConfigurationFile.isOrphan(configuration.getProperties())) {
                LOG.info("{}: its file is gone, and so is the device", configuration.getPid());
                stored.remove(configuration);
            } else {
                follow(configuration.getPid());
            }
        }
    }

    @Deactivate
    void end() {
        end.run();
    }

    /** A refusal is logged and shown by the slot; the other devices go on, and so does this one as it was. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        if (!pid.startsWith(PREFIX)) {
            return;
        }
        try {
            if (event.getType() == ConfigurationEvent.CM_UPDATED) {
                follow(pid);
            } else if (event.getType() == ConfigurationEvent.CM_DELETED) {
                leave(pid);
            }
        } catch (IOException | RuntimeException failure) {
            LOG.error("the configuration {} cannot be read", pid, failure);
        }
    }

    private synchronized void follow(String pid) throws IOException {
        Dictionary<String, Object> properties = stored.properties(pid);
        if (properties != null) {
            take(pid, properties);
        }
    }

    private synchronized void leave(String pid) {
        if (names.containsKey(pid)) {
            registry.remove(names.remove(pid));
        }
    }

    private void take(String pid, Dictionary<String, Object> properties) {
        Map<String, String> values = new HashMap<>();
        for (String key : Collections.list(properties.keys())) {
            if (!isFrameworks(key)) {
                values.put(key, String.valueOf(properties.get(key)));
            }
        }
        String name = ConfigurationFile.deviceName(pid, properties);
        names.put(pid, name);
        registry.configure(name, values);
    }

    private static boolean isFrameworks(String key) {
        return key.startsWith("service.") || key.startsWith("felix.") || key.startsWith("org.apache.karaf.") || key.startsWith(".");
    }
}
