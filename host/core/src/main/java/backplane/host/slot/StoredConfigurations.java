// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.operation.OperationRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps devices that were created from the console: as a configuration, which Karaf writes to its file in {@code etc}. */
@Component(service = StoredConfigurations.class)
public final class StoredConfigurations {
    /** The factory of all devices; a device's own PID is {@code backplane.device~NAME}. */
    static final String FACTORY = "backplane.device";
    /** Tells Felix File Install which file a configuration is kept in. */
    private static final String FILE_KEY = "felix.fileinstall.filename";
    private static final String ETC_FOLDER = "karaf.etc";

    private final ConfigurationAdmin admin;
    private final String etc;

    @Activate
    public StoredConfigurations(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.admin = admin;
        etc = context.getProperty(ETC_FOLDER);
    }

    void store(String name, Map<String, String> values) throws OperationRefused {
        try {
            Dictionary<String, Object> properties = new Hashtable<>(values);
            if (etc != null) {
                properties.put(FILE_KEY, Path.of(etc, FACTORY + "~" + name + ".cfg").toUri().toString());
            }
            admin.getFactoryConfiguration(FACTORY, name, "?").update(properties);
        } catch (IOException failure) {
            throw new OperationRefused("'" + name + "' runs, but its configuration cannot be stored: " + failure.getMessage());
        }
    }

    /** @return whether there was one */
    boolean delete(String name) throws OperationRefused {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + FACTORY + "~" + name + ")");
            if (found == null) {
                return false;
            }
            found[0].delete();
            return true;
        } catch (IOException | InvalidSyntaxException failure) {
            throw new OperationRefused("the configuration of '" + name + "' cannot be deleted: " + failure.getMessage());
        }
    }
}
