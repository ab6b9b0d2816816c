// SPDX-License-Identifier: Apache-2.0
package backplane.host.audit;

import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the logger {@value #LOGGER} of each bundle that is installed, updated or uninstalled and each configuration that is written or
 * deleted, whichever way it came about: a command, a file, a feature. On the threads that do so; writes a line and no more.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class ChangeAudit implements SynchronousBundleListener, ConfigurationListener {
    static final String LOGGER = "backplane.audit";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final Map<Integer, String> CHANGES = Map.of(BundleEvent.INSTALLED, "installed", BundleEvent.UPDATED, "updated",
            BundleEvent.UNINSTALLED, "uninstalled");

    private final BundleContext context;

    @Activate
    public ChangeAudit(BundleContext context) {
        this.context = context;
        context.addBundleListener(this);
    }

    @Deactivate
    void end() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        String change = CHANGES.get(event.getType());
        if (change != null) {
            Bundle bundle = event.getBundle();
            LOG.info("bundle {}: {} {} from {}", change, bundle.getSymbolicName(), bundle.getVersion(), bundle.getLocation());
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_UPDATED || event.getType() == ConfigurationEvent.CM_DELETED) {
            LOG.info("configuration {}: {}", event.getType() == ConfigurationEvent.CM_DELETED ? "deleted" : "written", event.getPid());
        }
    }
}
