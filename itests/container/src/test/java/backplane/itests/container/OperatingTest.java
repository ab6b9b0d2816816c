// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import backplane.testkit.HostProcess;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the operator of an assembled host sees of it from outside: metrics that come and go with their file, and the audit log. */
@Tag("container")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OperatingTest {
    @TempDir
    Path folder;

    @Test
    void metricsComeAndGoWithTheirFileAndTheAuditTellsWhoDidWhat() throws Exception {
        try (HostProcess host = HostProcess.start(Path.of(System.getProperty("backplane.root")), folder,
                Map.of("gpio0", Map.of("type", "gpio", "lines", "4")))) {
            Path metrics = folder.resolve("metrics.sock");
            assertThat(metrics).doesNotExist();
            Path file = folder.resolve("etc/backplane.metrics.cfg");
            Files.write(file, List.of("listen=unix:" + metrics));
            host.awaitThat(() -> Files.exists(metrics), () -> "no metrics");
            assertThat(get(metrics).lines()).contains("HTTP/1.0 200 OK", "backplane_requests_total{device=\"gpio0\",type=\"gpio\"} 0",
                    "backplane_device_state{device=\"gpio0\",type=\"gpio\",state=\"READY\"} 1", "backplane_stuck_workers 0");
            host.must("create", "gpio", "gpio1", "lines=2");
            assertThat(get(metrics)).contains("backplane_requests_total{device=\"gpio1\",type=\"gpio\"} 0\n");
            Files.delete(file);
            host.awaitThat(() -> !Files.exists(metrics), () -> "the metrics stay");

            host.must("gpio:poke", "gpio1", "0", "1");
            assertThat(host.ctl("destroy", "gpio9").status()).isEqualTo(1);
            Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            host.awaitThat(() -> audit().contains("REFUSED for uid " + uid), this::audit);
            assertThat(audit()).containsPattern("OK for uid " + uid + " pid \\d+: \\[create, gpio, gpio1, lines=2\\]")
                    .containsPattern("command by uid " + uid + " pid \\d+: \\[gpio:poke, gpio1, 0, 1\\]")
                    .containsPattern("REFUSED for uid " + uid + " pid \\d+: \\[destroy, gpio9\\]")
                    .contains("configuration written: backplane.device~gpio1", "configuration deleted: backplane.metrics");
            assertThat(Files.readString(folder.resolve("log/backplane.log"))).doesNotContain("command by uid");
        }
    }

    @Test
    void theUnitMayDoNoMoreThanItsPageTells() throws Exception {
        Path unit = Path.of(System.getProperty("backplane.root"), "host/distribution/src/main/assembly/systemd/backplane@.service");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
        Path told = folder.resolve("told");
        Process analysis = new ProcessBuilder("/usr/bin/systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=20",
                unit.toString()).redirectErrorStream(true).redirectOutput(told.toFile()).start();
        assertThat(analysis.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(analysis.exitValue()).as(Files.readString(told)).isZero();
        assertThat(Files.readString(told)).contains("Overall exposure level").doesNotContain("Unknown", "Failed to parse");
    }

    private String audit() {
        try {
            return Files.readString(folder.resolve("log/audit.log"));
        } catch (IOException missing) {
            return "";
        }
    }

    private static String get(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap("GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
