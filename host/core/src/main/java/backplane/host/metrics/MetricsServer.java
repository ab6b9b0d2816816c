// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics} by HTTP/1.0 (RFC 1945), one client after another, each within two seconds and with a head of at most
 * 8 KiB. Its own two threads; it takes nothing from the workers but what they show anyway.
 */
final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final int LONGEST_HEAD = 8192;
    private static final int PATIENCE_MILLIS = 2000;
    /** After a failed accept, such as for want of descriptors: no busy loop. */
    private static final long REST_MILLIS = 100;

    private final ServerSocketChannel socket;
    private final Supplier<String> page;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "backplane-metrics-timer"));

    private MetricsServer(ServerSocketChannel socket, Supplier<String> page) {
        this.socket = socket;
        this.page = page;
    }

    /**
     * @param page made anew for each client
     * @throws IOException if the address is taken or may not be used
     */
    static MetricsServer start(SocketAddress address, Supplier<String> page) throws IOException {
        ServerSocketChannel socket = address instanceof UnixDomainSocketAddress unix ? unix(unix.getPath())
                : ServerSocketChannel.open().bind(address);
        MetricsServer server = new MetricsServer(socket, page);
        daemon(server::serve, "backplane-metrics").start();
        return server;
    }

    private static ServerSocketChannel unix(Path path) throws IOException {
        // what a killed host left; anything but a socket is somebody's
        if (Files.exists(path) && Files.readAttributes(path, "unix:mode").get("mode") instanceof Integer mode
                && (mode & 0xf000) == 0xc000) {
            Files.delete(path);
        }
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    SocketAddress address() throws IOException {
        return socket.getLocalAddress();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            SocketAddress address = socket.getLocalAddress();
            socket.close();
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
        } catch (IOException gone) {
            LOG.debug("the metrics' socket: {}", gone.getMessage());
        }
    }

    private void serve() {
        while (socket.isOpen()) {
            try (SocketChannel client = socket.accept()) {
                ScheduledFuture<?> limit = timer.schedule(() -> shut(client), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                answer(client);
                limit.cancel(false);
            } catch (IOException | RuntimeException lost) {
                LOG.debug("a client of the metrics was lost: {}", lost.toString());
                rest();
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(socket.isOpen() ? REST_MILLIS : 0);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SocketChannel client) throws IOException {
        String head = head(client);
        String[] words = head.lines().findFirst().orElse("").split(" ");
        if (words.length < 2 || !words[0].equals("GET")) {
            write(client, "405 Method Not Allowed", "text/plain", "only GET is answered\n");
        } else if (words[1].equals("/metrics") || words[1].startsWith("/metrics?")) {
            write(client, "200 OK", PrometheusText.CONTENT_TYPE, page.get());
        } else {
            write(client, "404 Not Found", "text/plain", "there is only /metrics\n");
        }
    }

    /** Up to the empty line, so that a close with unread bytes does not reset the connection; or as far as it goes. */
    private static String head(SocketChannel client) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HEAD);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {
            String soFar = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            if (soFar.contains("\r\n\r\n") || soFar.contains("\n\n")) {
                return soFar;
            }
        }
        return "";
    }

    private static void write(SocketChannel client, String status, String type, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.0 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + content.length
                + "\r\nConnection: close\r\n\r\n";
        for (ByteBuffer part : new ByteBuffer[] {ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), ByteBuffer.wrap(content)}) {
            while (part.hasRemaining()) {
                client.write(part);
            }
        }
    }

    private static void shut(SocketChannel client) {
        try {
            client.close();
        } catch (IOException gone) {
            LOG.debug("a slow client of the metrics: {}", gone.getMessage());
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
