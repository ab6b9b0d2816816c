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

/** Keeps devices that were created from the console: as a file in {@code etc}, and as the configuration that is made of it. */
@Component(service = StoredConfigurations.class)
public final class StoredConfigurations {
    private static final String ETC_FOLDER = "karaf.etc";

    private final ConfigurationAdmin admin;
    private final Path etc;

    @Activate
    public StoredConfigurations(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.admin = admin;
        String folder = context.getProperty(ETC_FOLDER);
        etc = folder == null ? null : Path.of(folder);
    }

    void store(String name, Map<String, String> values) throws OperationRefused {
        try {
            Dictionary<String, Object> properties = new Hashtable<>(values);
            if (etc != null) {
                ConfigurationFile file = ConfigurationFile.of(etc, name);
                properties.put(ConfigurationFile.NOTE, file.note());
                file.write(values);
            }
            admin.getConfiguration(ConfigurationFile.FACTORY + "~" + name, "?").update(properties);
        } catch (IOException failure) {
            throw new OperationRefused("'" + name + "' runs, but its configuration cannot be stored: " + failure.getMessage());
        }
    }

    /** @return whether there was one */
    boolean delete(String name) throws OperationRefused {
        try {
            boolean found = false;
            for (Configuration configuration : all()) {
                if (ConfigurationFile.deviceName(configuration.getPid(), configuration.getProperties()).equals(name)) {
                    remove(configuration);
                    found = true;
                }
            }
            return found;
        } catch (IOException failure) {
            throw new OperationRefused("the configuration of '" + name + "' cannot be deleted: " + failure.getMessage());
        }
    }

    /** Those of devices, whatever File Install made of their files' names. */
    Configuration[] all() throws IOException {
        return find(ConfigurationFile.FACTORY + "~*");
    }

    private Configuration[] find(String pid) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @return null if it has gone in the meantime */
    Dictionary<String, Object> properties(String pid) throws IOException {
        // RFC 4515, 3: a file may be named anything
        Configuration[] found = find(pid.replaceAll("[\\\\*()]", "\\\\$0"));
        return found.length == 0 ? null : found[0].getProperties();
    }

    void remove(Configuration configuration) throws IOException {
        Object note = configuration.getProperties().get(ConfigurationFile.NOTE);
        if (note != null) {
            new ConfigurationFile(Path.of(java.net.URI.create(note.toString()))).delete();
        }
        configuration.delete();
    }
}
