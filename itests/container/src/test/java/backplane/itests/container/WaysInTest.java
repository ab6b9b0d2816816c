// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Later versions that come as OSGi and Karaf bring them, under load, rather than by the host's own command. */
@Tag("upgrade")
class WaysInTest {
    private static final String BUNDLE = "backplane.devices.gpio";
    @TempDir
    Path folder;
    private LoadedHost loaded;

    @BeforeEach
    void start() throws Exception {
        loaded = new LoadedHost(folder);
    }

    @AfterEach
    void end() {
        loaded.close();
    }

    @Test
    void aFeatureOfALaterVersion() throws Exception {
        loaded.host.must("feature:repo-add", FeatureFiles.repository(version("1.1.0"), "1.1.0", folder).toUri().toString());
        loaded.host.must("feature:install", "backplane-gpio/1.1.0");
        awaitVersion("1.1.0");
        loaded.host.must("rollback", "--watch", "0", "gpio");
        awaitVersion("0.1.0");
        loaded.host.must("feature:repo-add", FeatureFiles.repository(version("1.2.0"), "1.2.0", folder).toUri().toString());
        loaded.host.must("feature:install", "--upgrade", "backplane-gpio/1.2.0");
        awaitVersion("1.2.0");
        requireNothingLost();
    }

    @Test
    void aKarThatIsDroppedIntoTheFolder() throws Exception {
        Path kar = FeatureFiles.kar(version("1.3.0"), "1.3.0", folder);
        Files.move(kar, folder.resolve("deploy").resolve(kar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        awaitVersion("1.3.0");
        assertThat(loaded.host.must("kar:list")).contains("gpio-1.3.0");
        requireNothingLost();
    }

    @Test
    void aLaterVersionThatFailsIsPutBackAndAnEarlierOneStandsBack() throws Exception {
        loaded.host.must("bundle:install", "-s", OtherVersion.of(OtherVersion.built(LoadedHost.ROOT.resolve("devices.gpio")), "2.0.0",
                folder, "GpioRequest").toUri().toString());
        loaded.host.awaitThat(() -> loaded.host.must("upgrades").contains("undone"), () -> loaded.host.must("upgrades"));
        loaded.host.must("bundle:install", "-s", version("0.0.9").toUri().toString());
        awaitVersion("0.1.0");
        assertThat(loaded.host.must("upgrades")).contains("2.0.0").doesNotContain("0.0.9");
        requireNothingLost();
    }

    private Path version(String version) throws IOException {
        return OtherVersion.of(OtherVersion.built(LoadedHost.ROOT.resolve("devices.gpio")), version, folder);
    }

    private void awaitVersion(String version) {
        loaded.host.awaitThat(() -> loaded.host.must("types").contains(BUNDLE + " " + version), () -> loaded.host.must("types"));
        loaded.requireAlive();
    }

    private void requireNothingLost() {
        for (String device : LoadedHost.DEVICES) {
            loaded.host.awaitThat(() -> loaded.host.must("show", device).contains("CONNECTED"), () -> loaded.host.must("show", device));
            assertThat(loaded.host.must("show", device)).containsPattern("sessions +1\\b").containsPattern("chains_failed +0\\b");
        }
        loaded.requireAlive();
    }
}
