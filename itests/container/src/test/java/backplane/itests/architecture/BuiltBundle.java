// SPDX-License-Identifier: Apache-2.0
package backplane.itests.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bundle as it was built.
 *
 * @param imports and {@code exports}: package names, ours and all others
 * @param uses    what the classes of each package name of ours and of the native libraries
 */
record BuiltBundle(String folder, Set<String> imports, Set<String> exports, Map<String, Set<String>> uses) {
    static BuiltBundle in(Path root, String folder) {
        try (Stream<Path> files = Files.list(root.resolve(folder).resolve("target"))) {
            Path jar = files.filter(file -> file.getFileName().toString().matches("backplane\\..*-SNAPSHOT\\.jar"))
                    .findFirst().orElseThrow(() -> new IllegalStateException(folder + " has not been built: run ./test"));
            return read(folder, jar);
        } catch (IOException failure) {
            throw new IllegalStateException(folder + " cannot be read", failure);
        }
    }

    /** All packages of ours and of the native libraries that the bundle's own classes name. */
    Set<String> allUses() {
        return uses.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private static BuiltBundle read(String folder, Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Map<String, Set<String>> uses = new TreeMap<>();
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (name.startsWith("backplane/") && name.endsWith(".class") && !name.endsWith("package-info.class")) {
                    String room = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
                    try (InputStream in = jar.getInputStream(entry)) {
                        uses.computeIfAbsent(room, r -> new TreeSet<>()).addAll(ConstantPool.packages(in));
                    }
                }
            }
            return new BuiltBundle(folder, packages(jar, "Import-Package"), packages(jar, "Export-Package"), uses);
        }
    }

    /** The clauses of a header without their attributes, whose quoted parts may hold commas. */
    private static Set<String> packages(JarFile jar, String header) throws IOException {
        String text = jar.getManifest().getMainAttributes().getValue(header);
        if (text == null) {
            return Set.of();
        }
        return Stream.of(text.replaceAll("\"[^\"]*\"", "").split(",")).map(clause -> clause.split(";")[0].strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
