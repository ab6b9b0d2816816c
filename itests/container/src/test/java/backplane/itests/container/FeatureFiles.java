// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Features and kars as a vendor of a device's next version would give them to an operator. */
final class FeatureFiles {
    private static final String GROUP = "vendor";
    private static final String ARTIFACT = "gpio-next";

    private FeatureFiles() {
    }

    /** A repository of one feature, whose bundle is where it is. */
    static Path repository(Path bundle, String version, Path folder) throws IOException {
        return Files.writeString(folder.resolve("features-" + version + ".xml"), features(version, bundle.toUri().toString()));
    }

    /** A kar: the repository and the bundle as a Maven repository holds them. */
    static Path kar(Path bundle, String version, Path folder) throws IOException {
        Path kar = folder.resolve("gpio-" + version + ".kar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Karaf-Feature-Start", "true");
        String place = "repository/" + GROUP + "/" + ARTIFACT + "/" + version + "/" + ARTIFACT + "-" + version;
        try (OutputStream file = Files.newOutputStream(kar); JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(place + "-features.xml"));
            out.write(features(version, "mvn:" + GROUP + "/" + ARTIFACT + "/" + version).getBytes());
            out.putNextEntry(new JarEntry(place + ".jar"));
            Files.copy(bundle, out);
        }
        return kar;
    }

    private static String features(String version, String location) {
        return "<features name=\"next-" + version + "\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\">\n"
                + "  <feature name=\"backplane-gpio\" version=\"" + version + "\">\n"
                + "    <bundle start-level=\"80\">" + location + "</bundle>\n  </feature>\n</features>\n";
    }
}
