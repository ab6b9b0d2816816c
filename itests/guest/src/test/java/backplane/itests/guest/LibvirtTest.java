// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import backplane.testkit.PageBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe's domain is valid by libvirt's schema, and libvirt boots it: its QEMU driver, in a process of its own without a daemon. */
@Tag("guest")
class LibvirtTest {
    private static final int CANNOT_BE_HAD = 3;
    private static final long LIMIT = 120;
    @TempDir
    private Path folder;

    @BeforeEach
    void guests() throws Exception {
        GuestLab.require();
        int status = run("packages", GuestLab.ROOT.resolve("itests/guest/libvirt/packages").toString());
        Assumptions.assumeFalse(status == CANNOT_BE_HAD, "no libvirt here");
        assertThat(status).as("libvirt's packages").isZero();
    }

    @Test
    void theDomainOfTheRecipeIsValidAndBootsWithItsDevice() throws Exception {
        String domain = PageBlock.of(GuestLab.ROOT.resolve("docs/recipes.md")).stream().filter(block -> block.isFor("xml"))
                .findFirst().orElseThrow().text();
        assertThat(run("validation", "virt-xml-validate", Files.writeString(folder.resolve("recipe.xml"), domain).toString()))
                .as(() -> told("validation")).isZero();
        Path root = folder.resolve("libvirt");
        Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("qemu.conf"),
                "stdio_handler=\"file\"\nsecurity_driver=\"none\"\n");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")),
                Map.of("gpio0", Map.of("type", "gpio", "names", "power,reset")))) {
            Path here = Files.writeString(folder.resolve("here.xml"), domain
                    .replace("/var/lib/backplane/main/gpio0.sock", host.socket("gpio0").toString())
                    .replace("/var/lib/vm/Image", path("kernel", "arm64") + "/Image")
                    .replace("/var/lib/vm/initrd", path("initramfs"))
                    .replace("<serial type=\"pty\"/>",
                            "<serial type=\"file\"><source path=\"" + folder + "/console\"/></serial>"));
            // Root has to have a user 'libvirt-qemu' for this; another user has not.
            Process libvirt = start("virt-qemu-run", "unshare", "--user", "--map-user=1000", "--map-group=1000", "env", "HOME=" + folder,
                    "virt-qemu-run", "--root", root.toString(), here.toString());
            try {
                host.awaitThat(() -> libvirt.isAlive() && told("console").contains("@@READY"),
                        () -> told("virt-qemu-run") + told("console"));
                assertThat(host.must("show", "gpio0")).contains("CONNECTED").containsPattern("completed +[1-9]");
            } finally {
                // it ends its domain with it
                libvirt.destroy();
                if (!libvirt.waitFor(LIMIT, TimeUnit.SECONDS)) {
                    libvirt.destroyForcibly();
                }
            }
            host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
        }
    }

    private String path(String... script) throws Exception {
        List<String> command = new ArrayList<>(List.of(script));
        command.set(0, GuestLab.ROOT.resolve("itests/guest/lab").resolve(script[0]).toString());
        assertThat(run("path", command.toArray(String[]::new))).as(() -> told("path")).isZero();
        return Files.readString(folder.resolve("path")).strip();
    }

    private int run(String log, String... command) throws IOException, InterruptedException {
        Process process = start(log, command);
        assertThat(process.waitFor(LIMIT * 5, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
        return process.exitValue();
    }

    private Process start(String log, String... command) throws IOException {
        return new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                .redirectError(folder.resolve(log + ".err").toFile()).redirectOutput(folder.resolve(log).toFile()).start();
    }

    private String told(String log) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of(log, log + ".err")) {
            try {
                text.append(Files.readString(folder.resolve(name)));
            } catch (IOException missing) {
                continue;
            }
        }
        return text.toString();
    }
}
