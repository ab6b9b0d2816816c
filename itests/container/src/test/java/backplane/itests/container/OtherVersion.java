// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Versions of a built bundle that nobody has released: another number in the manifest, and classes left out to make it faulty. */
final class OtherVersion {
    private OtherVersion() {
    }

    /** The jar that the reactor has built. */
    static Path built(Path module) throws IOException {
        try (Stream<Path> jars = Files.list(module.resolve("target"))) {
            return jars.filter(file -> file.getFileName().toString().matches(".*-SNAPSHOT\\.jar")).findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in " + module + "/target; run mvn package"));
        }
    }

    /**
     * @param without names of classes that are left out, without a package
     * @return the new jar
     */
    static Path of(Path jar, String version, Path folder, String... without) throws IOException {
        Path copy = folder.resolve("v" + version + ".jar");
        try (JarFile source = new JarFile(jar.toFile()); OutputStream file = Files.newOutputStream(copy)) {
            Manifest manifest = new Manifest(source.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream target = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : source.stream().toList()) {
                    String name = entry.getName();
                    boolean leftOut = List.of(without).stream().anyMatch(gone -> name.endsWith("/" + gone + ".class"));
                    if (!name.equals(JarFile.MANIFEST_NAME) && !leftOut) {
                        target.putNextEntry(new JarEntry(name));
                        source.getInputStream(entry).transferTo(target);
                    }
                }
            }
        }
        return copy;
    }

    /**
     * @param classes files that take the place of those of the same name in a folder of the jar
     * @param under   that folder, with a slash at its end
     * @return the new jar
     */
    static Path with(Path jar, String version, Path folder, List<Path> classes, String under) throws IOException {
        Path copy = of(jar, version, folder);
        try (FileSystem inside = FileSystems.newFileSystem(copy)) {
            for (Path replacement : classes) {
                Files.copy(replacement, inside.getPath(under + replacement.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }
}
