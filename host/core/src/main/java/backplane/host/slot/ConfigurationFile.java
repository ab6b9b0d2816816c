// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file of one device's configuration, {@code etc/backplane.device~NAME.cfg}. Felix File Install makes a configuration of it, and
 * says in that configuration which file it came from.
 *
 * <p>The name is taken from the file and not from the PID: File Install takes a dash in a file's name for the mark between a
 * factory and an instance, so the PID of a device whose name has a dash is another one.
 */
record ConfigurationFile(Path path) {
    /** What the PIDs and files of devices begin with. */
    static final String FACTORY = "backplane.device";
    /** File Install's note in a configuration. */
    static final String NOTE = "felix.fileinstall.filename";
    private static final String ENDING = ".cfg";

    static ConfigurationFile of(Path etc, String device) {
        return new ConfigurationFile(etc.resolve(FACTORY + "~" + device + ENDING));
    }

    /** The device's name: of the file if the configuration came from one, else of its PID. */
    static String deviceName(String pid, Dictionary<String, ?> properties) {
        Object note = properties.get(NOTE);
        String text = note == null ? pid : Path.of(URI.create(note.toString())).getFileName().toString();
        String name = text.substring(Math.min(text.length(), FACTORY.length() + 1));
        return name.endsWith(ENDING) && note != null ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    /** Whether a configuration that names a file has lost it: the operator removed the file while the host was down. */
    static boolean isOrphan(Dictionary<String, ?> properties) {
        Object note = properties.get(NOTE);
        return note != null && !Files.exists(Path.of(URI.create(note.toString())));
    }

    String note() {
        return path.toUri().toString();
    }

    /** Writes it whole or not at all, since File Install looks at any moment. */
    void write(Map<String, String> values) throws IOException {
        List<String> lines = new TreeMap<>(values).entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue().replace("\\", "\\\\")).toList();
        Path draft = path.resolveSibling(path.getFileName() + ".draft");
        Files.write(draft, lines);
        Files.move(draft, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
