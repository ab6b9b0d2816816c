// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may command the host, and which bundles it takes; with a second user of the machine. */
@Tag("container")
class GateTest {
    private static final Path ROOT = Path.of(System.getProperty("backplane.root"));
    private static final Path GPIO = ROOT.resolve("devices.gpio");

    private static String sum(Path jar) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar))) + "  "
                + jar.getFileName() + "\n";
    }

    private static HostProcess host(Path folder, String... options) throws IOException {
        String java = "BACKPLANE_JAVA_OPTS=-Xmx128m -XX:+UseSerialGC " + String.join(" ", options);
        return HostProcess.start(ROOT, folder, Map.of("gpio0", Map.of("type", "gpio")), List.of("env", java));
    }

    @Test
    void bundlesAreTakenFromWhereTheyMayComeWithASumThatIsKnown(@TempDir Path folder) throws Exception {
        Path sums = folder.resolve("sums");
        List<Path> own;
        try (Stream<Path> files = Files.walk(ROOT.resolve("host/distribution/target/assembly/system/backplane"))) {
            own = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : own) {
            Files.writeString(sums, sum(jar), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Path approved = Files.createDirectories(folder.resolve("approved"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path next = OtherVersion.of(OtherVersion.built(GPIO), "7.0.0", approved);
        Path stray = OtherVersion.of(OtherVersion.built(GPIO), "8.0.0", elsewhere);
        try (HostProcess host = host(folder, "-Dbackplane.bundles.checksums=" + sums,
                "-Dbackplane.bundles.from=mvn:backplane/," + approved + "/")) {
            host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
            HostProcess.Result refused = host.ctl("upgrade", "--watch", "0", "gpio", stray.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.text()).contains("backplane.bundles.from", approved.toString());
            refused = host.ctl("upgrade", "--watch", "0", "gpio", next.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.text()).contains(sum(next).substring(0, 64), sums.toString());
            host.must("bundle:install", "-s", stray.toUri().toString());
            Path audit = folder.resolve("log/audit.log");
            host.awaitThat(() -> contains(audit, "denied: backplane.devices.gpio 8.0.0 may not offer type gpio"), () -> "nobody is denied");
            assertThat(host.must("types")).doesNotContain("8.0.0");
            Files.writeString(sums, sum(next), StandardOpenOption.APPEND);
            host.must("upgrade", "--watch", "0", "gpio", next.toString());
            assertThat(host.must("types")).contains("7.0.0");
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** As daemon, who is in the group, and as nobody, who is not. */
    @Test
    void membersOfTheGroupMayLook(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")) && System.getProperty("user.name").equals("root"),
                "needs root and setpriv, to be another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        try (HostProcess host = host(folder, "-Dbackplane.control.group=daemon")) {
            String[] listed = as(folder, "1", "1", "list");
            assertThat(listed[1]).contains("gpio0");
            assertThat(listed[0]).isEqualTo("0");
            String[] refused = as(folder, "1", "1", "destroy", "gpio0");
            assertThat(refused[1]).contains("vhost:destroy is for operators");
            assertThat(refused[0]).isEqualTo("1");
            assertThat(as(folder, "65534", "65534", "list")[0]).isNotEqualTo("0");
            assertThat(host.must("list")).contains("gpio0");
        }
    }

    private static String[] as(Path folder, String uid, String gid, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups",
                ROOT.resolve("bin/vhostctl").toString(), "--dir", folder.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new String[] {Integer.toString(process.exitValue()), text};
    }
}
