// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build hands out besides the assembly; the Debian package has its own test, with a guest. */
@Tag("container")
class PackagesTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final List<String> TYPES = List.of("gpio", "i2c", "scmi", "sound");

    @TempDir
    private Path folder;

    @Test
    void eachTypeComesAndGoesAsAKarWithoutANetwork() throws IOException {
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of())) {
            for (String type : TYPES) {
                // Karaf's commands may come a moment after the control socket
                host.awaitThat(() -> host.ctl("feature:uninstall", "backplane-" + type).status() == 0, () -> host.must("feature:list"));
                host.awaitThat(() -> !offers(host, type), () -> host.must("types"));
                Path dropped = folder.resolve("deploy").resolve("backplane-" + type + ".kar");
                Path whole = folder.resolve("whole.kar");
                Files.copy(kar(type), whole);
                Files.move(whole, dropped, StandardCopyOption.ATOMIC_MOVE);
                host.awaitThat(() -> offers(host, type), () -> host.must("types"));
            }
        }
    }

    @Test
    void theCapabilitiesOfTheProgramAreALineOfJsonForEachType() throws Exception {
        Path printed = folder.resolve("capabilities");
        int status = new ProcessBuilder(ROOT.resolve("host/distribution/target/assembly/bin/backplane").toString(), "--print-capabilities")
                .redirectErrorStream(true).redirectOutput(printed.toFile()).start().waitFor();
        assertThat(status).isZero();
        assertThat(Files.readAllLines(printed)).containsExactlyElementsOf(TYPES.stream()
                .map(type -> "{\"type\": \"" + type + "\", \"features\": []}").toList());
    }

    /** By their bytes, so that neither a jar more nor another build of one goes unseen. */
    @Test
    void theBillOfMaterialsListsEachJarOfTheAssemblyAndNothingElse() throws Exception {
        String bom = Files.readString(ROOT.resolve("host/packages/target/backplane-bom.json"));
        List<String> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("host/distribution/target/assembly"))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                jars.add(HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar))));
            }
        }
        assertThat(jars).isNotEmpty().allMatch(bom::contains, "in backplane-bom.json");
        assertThat(bom.split("\"purl\"").length - 1).isEqualTo(jars.size());
        assertThat(bom.split("\"licenses\"").length - 1).as("licences").isEqualTo(jars.size());
    }

    private static boolean offers(HostProcess host, String type) {
        return host.ctl("types").text().lines().anyMatch(line -> line.startsWith(type + " "));
    }

    private static Path kar(String type) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("host/packages/target"))) {
            return files.filter(file -> file.getFileName().toString().matches("backplane-" + type + "-.*[.]kar")).findFirst().orElseThrow();
        }
    }
}
