// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.operation.CountView;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.operation.TypeView;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class MetricsServerTest {
    @TempDir
    Path folder;

    @Test
    void tellsEachCounterAndQueueOfADevice() {
        String text = PrometheusText.of(new OneSlot("gpio0"), new ProcessFigures(7, 20, 4096, 8192));

        assertThat(text.lines()).contains(
                "# HELP backplane_requests_total chains offered to the device",
                "# TYPE backplane_requests_total counter",
                "backplane_requests_total{device=\"gpio0\",type=\"gpio\"} 42",
                "backplane_resets_total{device=\"gpio0\",type=\"gpio\"} 0",
                "backplane_device_state{device=\"gpio0\",type=\"gpio\",state=\"CONNECTED\"} 1",
                "backplane_device_state{device=\"gpio0\",type=\"gpio\",state=\"PARKED\"} 0",
                "backplane_queue_held{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 3",
                "backplane_queue_broken{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 1",
                "# HELP backplane_gpio_interrupts_total interrupts given to the driver",
                "# TYPE backplane_gpio_interrupts_total counter",
                "backplane_gpio_interrupts_total{device=\"gpio0\",type=\"gpio\"} 9",
                "backplane_process_threads 7", "backplane_process_open_fds 20", "backplane_process_resident_bytes 4096",
                "backplane_process_mapped_bytes 8192",
                "backplane_queue_batch_chains_sum{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 3",
                "backplane_queue_batch_chains_count{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 2",
                "backplane_queue_latency_seconds_bucket{device=\"gpio0\",type=\"gpio\",queue=\"requestq\",le=\"1.024E-6\"} 1",
                "backplane_queue_latency_seconds_bucket{device=\"gpio0\",type=\"gpio\",queue=\"requestq\",le=\"+Inf\"} 2",
                "backplane_queue_latency_seconds_sum{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 5.0000003",
                "backplane_queue_latency_seconds_count{device=\"gpio0\",type=\"gpio\",queue=\"requestq\"} 2");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE")).distinct().count())
                .isEqualTo(text.lines().filter(line -> line.startsWith("# TYPE")).count());
    }

    @Test
    void escapesALabel() {
        assertThat(PrometheusText.of(new OneSlot("a\"b\\c\nd"), new ProcessFigures(1, 1, 1, 1)))
                .contains("backplane_requests_total{device=\"a\\\"b\\\\c\\nd\",type=\"gpio\"} 42\n");
    }

    @Test
    void tellsWhatTheProcessTakes() {
        ProcessFigures now = ProcessFigures.now();
        assertThat(now.threads()).isPositive();
        assertThat(now.openFds()).isGreaterThan(3);
        assertThat(now.residentBytes()).isGreaterThan(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:9000", "192.168.1.1:9000", "localhost:9000", "127.0.0.1:65536", "127.0.0.1", "unix:relative", "",
        "[::]:9000", ":9000"})
    void refusesAnAddressThatOthersReach(String listen) {
        assertThatThrownBy(() -> MetricsAddress.parse(listen)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listen=" + listen).hasMessageContaining("127.0.0.1:PORT");
    }

    @Test
    void answersOnAUnixSocketOfItsOwnerAndGroupAndTakesItAway() throws IOException {
        Path path = folder.resolve("m.sock");
        try (MetricsServer server = MetricsServer.start(MetricsAddress.parse("unix:" + path), () -> "figure 1\n")) {
            assertThat(Files.getPosixFilePermissions(path).toString()).doesNotContain("OTHERS");
            assertThat(ask(server.address(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.0 200 OK\r\n").contains("Content-Length: 9\r\n").endsWith("\r\n\r\nfigure 1\n");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void takesThePlaceOfASocketThatAKilledHostLeftButOfNoFile() throws IOException {
        Path left = folder.resolve("left.sock");
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(left)).close();
        MetricsServer.start(UnixDomainSocketAddress.of(left), () -> "").close();
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThatThrownBy(() -> MetricsServer.start(UnixDomainSocketAddress.of(file), () -> "")).isInstanceOf(IOException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void outlivesClientsThatTalkNonsenseOrNothing() throws IOException {
        try (MetricsServer server = MetricsServer.start(MetricsAddress.parse("127.0.0.1:0"), () -> "figure 1\n")) {
            assertThat(ask(server.address(), "POST /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 405 ");
            assertThat(ask(server.address(), "GET /etc/passwd HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404 ");
            assertThat(ask(server.address(), "\r\n\r\n")).startsWith("HTTP/1.0 405 ");
            try (SocketChannel silent = SocketChannel.open(server.address())) {
                assertThat(silent.isConnected()).isTrue();
                assertThat(ask(server.address(), "GET /metrics HTTP/1.0\n\n")).startsWith("HTTP/1.0 200 ");
            }
        }
    }

    private static String ask(SocketAddress where, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(where)) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(65536);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                continue;
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        }
    }

    /** A host with one device. */
    /** 3 chains in 2 batches, of which one took 300 ns and one 5 s. */
    private static final QueueLoad LOAD = load();

    private static QueueLoad load() {
        long[] counts = new long[QueueLoad.BUCKETS];
        counts[QueueLoad.bucket(300)]++;
        counts[QueueLoad.bucket(5_000_000_000L)]++;
        return new QueueLoad(3, 2, 2, 5_000_000_300L, 5_000_000_000L, counts);
    }

    private record OneSlot(String name) implements SlotOperations {
        @Override
        public List<TypeView> types() {
            return List.of();
        }

        @Override
        public List<backplane.operation.SettingView> slotSettings() {
            return List.of();
        }

        @Override
        public List<SlotView> slots() {
            return List.of(new SlotView(name, "gpio", SlotState.CONNECTED, Path.of("/x"), "", "",
                    List.of(new QueueView(0, "requestq", 64, true, true, 3, "index jumped", LOAD)),
                    Map.of(), Map.of("requests", 42L), List.of(new CountView("interrupts", "interrupts given to the driver", 9)), ""));
        }

        @Override
        public Optional<SlotView> slot(String wanted) {
            return Optional.empty();
        }

        @Override
        public void create(String type, String wanted, Map<String, String> settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void destroy(String wanted) {
            throw new UnsupportedOperationException();
        }
    }
}
