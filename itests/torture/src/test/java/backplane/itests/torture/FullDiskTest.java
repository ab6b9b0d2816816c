// SPDX-License-Identifier: Apache-2.0
package backplane.itests.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.kernel.KernelFault;
import backplane.kernel.MemoryFiles;
import backplane.testkit.HostProcess;
import backplane.testkit.KernelPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing more can be written where the host has its log, its settings and its bundles: guests do not notice. */
@Tag("many")
@Timeout(200)
class FullDiskTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Map<String, String> GPIO = Map.of("type", "gpio");

    private final KernelPorts kernel = RealKernel.ports(ServiceLoader.load(MemoryFiles.class).findFirst().orElseThrow());
    @TempDir
    private Path folder;
    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()) == 0, "a small disk is mounted by root only");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "-l", disk.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void guestsAreServedOnAndWhatCannotBeKeptIsTold() throws IOException, KernelFault {
        try (HostProcess host = HostProcess.start(ROOT, disk, Map.of("gpio0", GPIO, "gpio1", GPIO));
                TypedGuest before = TypedGuest.connect(TypedGuest.Type.GPIO, host.socket("gpio0"), kernel)) {
            before.request();
            Path filling = disk.resolve("filling");
            fill(filling);
            requireServed(host, before);
            host.must("bundle:restart", "backplane.devices.gpio");
            requireServed(host, before);
            HostProcess.Result created = host.ctl("create", "gpio", "gpio2");
            assertThat(created.status()).as(created.text()).isNotZero();
            assertThat(created.text()).contains("'gpio2' runs, but its configuration cannot be stored", "No space left");
            Files.delete(filling);
            host.must("destroy", "gpio2");
            host.must("create", "gpio", "gpio2");
            assertThat(disk.resolve("etc/backplane.device~gpio2.cfg")).isNotEmptyFile();
            requireServed(host, before);
        }
    }

    private void requireServed(HostProcess host, TypedGuest before) throws KernelFault {
        for (int i = 0; i < 100; i++) {
            before.request();
        }
        try (TypedGuest next = TypedGuest.connect(TypedGuest.Type.GPIO, host.socket("gpio1"), kernel)) {
            next.request();
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
