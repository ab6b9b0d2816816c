// SPDX-License-Identifier: Apache-2.0
package backplane.host.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * What is to be started: the lines of Karaf's {@code etc/startup.properties} ({@code mvn:GROUP/ARTIFACT/VERSION = LEVEL}), whose jars are
 * in the installation's {@code system} folder in the layout of a Maven repository, without those of some groups.
 */
final class StartList {
    private static final String SCHEME = "mvn:";

    /**
     * One bundle.
     *
     * @param jar   where it is
     * @param level its start level, from 1
     */
    record Entry(Path jar, int level) {
    }

    private StartList() {
    }

    /**
     * @param file    Karaf's list
     * @param system  the folder of the jars
     * @param without beginnings of {@code GROUP/ARTIFACT/} that are left out; an empty one leaves out nothing
     * @return by start level, then by name: the order is the same at each start
     * @throws IOException if the list cannot be read, has a line of another form, or names a jar that is not there
     */
    static List<Entry> read(Path file, Path system, List<String> without) throws IOException {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " is not a list of bundles: " + malformed.getMessage(), malformed);
        }
        List<Entry> entries = new ArrayList<>();
        for (String place : lines.stringPropertyNames()) {
            String level = lines.getProperty(place).trim();
            String[] parts = place.startsWith(SCHEME) ? place.substring(SCHEME.length()).split("/", -1) : new String[0];
            if (parts.length != 3 || !level.matches("[1-9][0-9]{0,2}")) {
                throw new IOException("'" + place + " = " + level + "' in " + file
                    + " is not of the form mvn:GROUP/ARTIFACT/VERSION = LEVEL");
            }
            String name = parts[0] + "/" + parts[1] + "/";
            if (without.stream().anyMatch(beginning -> !beginning.isEmpty() && name.startsWith(beginning))) {
                continue;
            }
            Path jar = system.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2])
                .resolve(parts[1] + "-" + parts[2] + ".jar");
            if (!Files.isRegularFile(jar)) {
                throw new IOException(file + " names " + place + ", but there is no " + jar + "; the installation is not complete");
            }
            entries.add(new Entry(jar, Integer.parseInt(level)));
        }
        entries.sort(Comparator.comparingInt(Entry::level).thenComparing(entry -> entry.jar().getFileName().toString()));
        return entries;
    }
}
