// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an operator looks at, with a guest at work: numbers, traces, recordings, the Flight Recorder. One host and one guest. */
@Tag("guest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperateTest {
    private static final Map<String, String> SETTINGS = Map.of("type", "gpio", "lines", "8", "slow-ms", "1");

    private Path folder;
    private HostProcess host;
    private GuestProcess guest;

    @BeforeAll
    void boot(@TempDir Path temporary) throws IOException {
        GuestLab.require();
        folder = temporary;
        host = HostProcess.start(GuestLab.ROOT, folder, Map.of("gpio0", SETTINGS));
        guest = GuestLab.UML.boot("gpio", host.socket("gpio0"));
        guest.watch("load", "while :; do gpioget -c gpiochip0 3 >/dev/null; gpioset -c gpiochip0 -t 0 2=1; done");
    }

    @AfterAll
    void end() {
        GuestLab.end(guest, host);
    }

    @Test
    void statisticsTellRatesAndLatencies() {
        assertThat(host.must("stats", "gpio0")).containsPattern("gpio0 +CONNECTED +[1-9]");
        assertThat(host.must("stats", "--queues", "gpio0"))
                .containsPattern("gpio0 +requestq +[1-9][0-9.]* +[1-9][0-9.]* +[0-9]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+");
    }

    @Test
    void aTraceTellsRequestsInWords() {
        assertThat(host.must("trace", "--limit", "20", "--seconds", "20", "gpio0"))
                .containsPattern("request +queue 0 #[0-9]+ GET_VALUE gpio=3")
                .containsPattern("answer +queue 0 #[0-9]+ GET_VALUE gpio=3 value=0 -> OK 0");
        assertThat(host.must("trace", "--filter", "SET_VALUE gpio=2 value=1 -> OK", "--limit", "1", "--seconds", "20", "gpio0"))
                .contains("SET_VALUE gpio=2 value=1 -> OK 0");
    }

    /** The same device answers the same; one whose line 3 is at 1 does not, and that is told with a status. */
    @Test
    void aRecordingIsReplayed() {
        Path file = folder.resolve("gpio0.recording");
        assertThat(host.must("record", "--seconds", "2", "gpio0", file.toString())).containsPattern("[1-9][0-9]* requests in ");
        assertThat(host.ctl("record", "gpio0", file.toString()).status()).as("it is there").isEqualTo(1);
        assertThat(host.must("replay", file.toString())).containsPattern("[1-9][0-9]* answers compared, 0 different");
        HostProcess.Result other = host.ctl("replay", file.toString(), "values=0,0,0,1");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.text()).containsPattern("request [0-9]+ of queue 0 .*: recorded 2 bytes 00 00, now 2 bytes 00 01");
    }

    @Test
    void theMetricsHaveItsLatencies() throws IOException {
        Path socket = folder.resolve("metrics.sock");
        Files.writeString(folder.resolve("etc/backplane.metrics.cfg"), "listen = unix:" + socket + "\n");
        host.awaitThat(() -> Files.exists(socket), () -> "no metrics");
        String page = get(socket);
        assertThat(page).contains("# TYPE backplane_queue_latency_seconds histogram")
                .contains("backplane_gpio_edges_merged_total{device=\"gpio0\",type=\"gpio\"} 0")
                .containsPattern("backplane_queue_latency_seconds_count\\{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} [1-9]")
                .containsPattern("backplane_queue_batch_chains_sum\\{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} [1-9]");
    }

    private static String get(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            StringBuilder text = new StringBuilder();
            ByteBuffer bytes = ByteBuffer.allocate(65_536);
            while (channel.read(bytes.clear()) >= 0) {
                text.append(StandardCharsets.UTF_8.decode(bytes.flip()));
            }
            return text.toString();
        }
    }

    @Test
    void theFlightRecorderHasHandoversAndSessions() throws IOException, InterruptedException {
        Path file = folder.resolve("flight.jfr");
        jcmd("JFR.start", "name=operate");
        host.configure("gpio0", Map.of("type", "gpio", "lines", "9", "slow-ms", "1"));
        host.awaitThat(() -> host.must("show", "gpio0").matches("(?s).*handovers +[1-9].*"), () -> host.must("show", "gpio0"));
        // a line that the load does not hold
        guest.must("gpioget -c gpiochip0 5");
        guest.close();
        host.awaitThat(() -> host.must("list").contains("READY"), () -> host.must("list"));
        jcmd("JFR.dump", "name=operate", "filename=" + file);
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("backplane.")).toList();
        assertThat(events).anySatisfy(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("backplane.Handover");
            assertThat(event.getString("device")).isEqualTo("gpio0");
            assertThat(event.getLong("pauseMicros")).isPositive();
        }).anySatisfy(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("backplane.Session");
            assertThat(event.getLong("connectedMillis")).isPositive();
        });
        guest = GuestLab.UML.boot("gpio", host.socket("gpio0"));
    }

    private void jcmd(String... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(host.pid())));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException lost) {
                return lost.toString();
            }
        });
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said.join()).isZero();
    }
}
