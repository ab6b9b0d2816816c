// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.FrontendProfile;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import backplane.testkit.ScriptedFrontend;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device type that nobody here knew comes to a running host, and goes. */
@Tag("upgrade")
class ExampleTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final FeatureSet FEATURES = FeatureSet.of(VirtioFeature.VERSION_1, VirtioFeature.EVENT_IDX);

    private final KernelPorts kernel = RealKernel.ports();

    @Test
    void theEntropySourceIsInstalledUsedUpgradedUninstalledAndInstalledAgain(@TempDir Path folder) throws Exception {
        Path jar = OtherVersion.built(ROOT.resolve("examples/entropy"));
        try (HostProcess host = HostProcess.start(ROOT, folder, Map.of())) {
            assertThat(host.must("types")).doesNotContain("entropy");
            host.must("bundle:install", "-s", jar.toUri().toString());
            assertThat(host.must("types")).contains("entropy", "vhost-user-rng-pci", "example.entropy 0.1.0");
            host.must("create", "entropy", "rng0", "most=32");
            try (ScriptedFrontend guest = new ScriptedFrontend(kernel.sockets().connect(host.socket("rng0")), kernel,
                    FrontendProfile.QEMU)) {
                guest.handshake(FEATURES, 1);
                guest.acceptFeatures();
                guest.setMemory(2 << 20);
                guest.startQueue(0, 16);
                byte[] first = bytes(guest);
                assertThat(bytes(guest)).hasSize(32).isNotEqualTo(first);
                host.must("upgrade", "--watch", "0", "entropy", OtherVersion.of(jar, "0.2.0", folder).toString());
                assertThat(bytes(guest)).hasSize(32);
                host.must("bundle:uninstall", host.must("bundle:list", "-s", "-t", "0").lines()
                        .filter(line -> line.contains("example.entropy") && line.contains("0.2.0")).findFirst().orElseThrow()
                        .strip().split("\\D", 2)[0]);
                assertThat(host.must("list")).contains("rng0", "PARKED");
                guest.queue(0).ring().add(List.of(), 64);
                guest.queue(0).submit();
                host.must("bundle:install", "-s", OtherVersion.of(jar, "0.3.0", folder).toUri().toString());
                assertThat(guest.queue(0).await(1).get(0).written()).hasSize(32);
                assertThat(host.must("show", "rng0")).contains("CONNECTED", "0.3.0", "Handovers");
            }
        }
    }

    private static byte[] bytes(ScriptedFrontend guest) throws Exception {
        guest.queue(0).ring().add(List.of(), 64);
        guest.queue(0).submit();
        return guest.queue(0).await(1).get(0).written();
    }
}
