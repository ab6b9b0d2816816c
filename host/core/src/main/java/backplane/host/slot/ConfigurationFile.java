// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    private static final String SPECIAL = "\\$\"<[(";
    private static final long LONGEST = 1 << 16;

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

    /** All of a folder that look like one, in the order of their names; none if there is no such folder. */
    static List<ConfigurationFile> in(Path etc) throws IOException {
        if (!Files.isDirectory(etc)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(etc)) {
            return files.filter(file -> file.getFileName().toString().startsWith(FACTORY + "~")
                    && file.getFileName().toString().endsWith(ENDING)).sorted().map(ConfigurationFile::new).toList();
        }
    }

    String device() {
        String name = path.getFileName().toString();
        return name.substring(FACTORY.length() + 1, name.length() - ENDING.length());
    }

    /**
     * What File Install would read, if that is plain: lines of key and value in ASCII, without variables, escapes, quotes and brackets.
     *
     * @return empty if it is not, or if the file is not there: it is left to File Install
     */
    Optional<Map<String, String>> plain() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.size(path) > LONGEST ? new byte[] {0} : Files.readAllBytes(path);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        for (byte one : bytes) {
            if (one < '\t' || SPECIAL.indexOf(one) >= 0) {
                return Optional.empty();
            }
        }
        Properties lines = new Properties();
        lines.load(new StringReader(new String(bytes, StandardCharsets.US_ASCII)));
        Map<String, String> values = new TreeMap<>();
        lines.stringPropertyNames().forEach(key -> values.put(key, lines.getProperty(key).strip()));
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** Letter by letter as File Install writes it (one slash, where {@link Path#toUri} has three), since it looks for it. */
    String note() {
        return path.toFile().getAbsoluteFile().toURI().toString();
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
