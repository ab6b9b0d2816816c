// SPDX-License-Identifier: Apache-2.0
package backplane.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contracts' versions tell how they changed since the last release: a device that was built against those goes on, or is told. */
@Tag("architecture")
class BaselineTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path BASELINE = ROOT.resolve("itests/container/src/test/resources/baseline/protocol-api.jar");

    @Test
    void eachContractsVersionFitsItsChanges() throws Exception {
        try (Processor processor = new Processor(); Jar before = new Jar(BASELINE.toFile()); Jar now = new Jar(built().toFile())) {
            List<String> wrong = new Baseline(processor, new DiffPluginImpl()).baseline(now, before, null).stream()
                    .filter(info -> info.mismatch)
                    .map(info -> info.packageName + " changed (" + info.packageDiff.getDelta() + ") and has version " + info.newerVersion
                            + "; give it " + info.suggestedVersion + " in its package-info.java").toList();
            assertThat(wrong).as("changes since %s; before the first release it may be replaced by %s instead", BASELINE, built()).isEmpty();
        }
    }

    private static Path built() throws Exception {
        try (Stream<Path> jars = Files.list(ROOT.resolve("protocol-api/target"))) {
            return jars.filter(file -> file.getFileName().toString().matches("backplane\\.protocol\\.api-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst().orElseThrow(() -> new AssertionError("no jar in protocol-api/target; run mvn package"));
        }
    }
}
