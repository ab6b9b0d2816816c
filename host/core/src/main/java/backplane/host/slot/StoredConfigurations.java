// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.operation.OperationRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps devices that were created from the console: as a file in {@code etc}, and as the configuration that is made of it. */
@Component(service = StoredConfigurations.class)
public final class StoredConfigurations {
    private static final Logger LOG = LoggerFactory.getLogger(StoredConfigurations.class);
    private static final String ETC_FOLDER = "karaf.etc";
    /** What a filter takes for its own (RFC 4515, 3). */
    private static final String SPECIAL = "[\\\\*()]";

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

    /**
     * Makes configurations of the files that are there, at once: File Install takes a file only when it has looked twice, a second apart.
     * It finds them as it would have made them, and goes on from there; a file that is not plain is left to it altogether.
     */
    void readAhead() {
        if (etc == null) {
            return;
        }
        try {
            for (ConfigurationFile file : ConfigurationFile.in(etc)) {
                readAhead(file);
            }
        } catch (IOException failure) {
            LOG.warn("the configurations in {} cannot be read ahead, and come a second later: {}", etc, failure.toString());
        }
    }

    private void readAhead(ConfigurationFile file) throws IOException {
        String noted = "(" + ConfigurationFile.NOTE + "=" + file.note().replaceAll(SPECIAL, "\\\\$0") + ")";
        Optional<Map<String, String>> told = Optional.empty();
        // read again after it was told: File Install may have told a later content in between
        for (Optional<Map<String, String>> read = file.plain(); read.isPresent() && !read.equals(told); read = file.plain()) {
            Configuration[] there = find(noted);
            Configuration configuration = there.length > 0 ? there[0]
                    : admin.getConfiguration(ConfigurationFile.FACTORY + "~" + file.device(), "?");
            Dictionary<String, Object> properties = new Hashtable<>(read.get());
            properties.put(ConfigurationFile.NOTE, file.note());
            if (told.isPresent() || !isTold(configuration.getProperties(), properties)) {
                configuration.update(properties);
            }
            told = read;
        }
    }

    /** Apart from what the framework adds. */
    private static boolean isTold(Dictionary<String, Object> there, Dictionary<String, Object> properties) {
        return there != null && Collections.list(properties.keys()).stream().allMatch(key -> properties.get(key).equals(there.get(key)))
                && Collections.list(there.keys()).stream().allMatch(key -> key.startsWith("service.") || properties.get(key) != null);
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
        return find("(service.pid=" + ConfigurationFile.FACTORY + "~*)");
    }

    private Configuration[] find(String filter) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @return null if it has gone in the meantime */
    Dictionary<String, Object> properties(String pid) throws IOException {
        // a file may be named anything
        Configuration[] found = find("(service.pid=" + pid.replaceAll(SPECIAL, "\\\\$0") + ")");
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
