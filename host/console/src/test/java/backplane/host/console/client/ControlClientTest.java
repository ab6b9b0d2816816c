// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a host that is nothing but bytes. */
@Tag("console")
@Tag("protocol")
class ControlClientTest {
    private static final List<String> LIST = List.of("list");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ControlClient client = new ControlClient(out, err);

    @Test
    void outputGoesWhereItBelongsAndTheStatusIsTheHosts() throws Exception {
        assertThat(against("01 00000002 6f6b" + "02 00000003 6e6f21" + "01 00000001 2e" + "03 00000001 01")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ok.");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("no!");
    }

    @Test
    void aHostThatEndsInTheMiddleIsStatus3() throws Exception {
        assertThat(against("01 00000002 6f6b")).isEqualTo(3);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ok");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no answer from the host");
    }

    @Test
    void bytesThatAreNoFrameAreStatus3() throws Exception {
        assertThat(against("01 ffffffff")).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a frame of 4294967295 bytes");
    }

    @Test
    void aHostThatTurnsUsAwayUnheardIsHeard() throws Exception {
        Path path = folder.resolve("host.sock");
        try (ServerSocketChannel host = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            Thread thread = new Thread(() -> {
                try (SocketChannel connection = host.accept()) {
                    connection.write(ByteBuffer.wrap(HexFormat.of().parseHex("0200000004627573790300000001" + "01")));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            thread.start();
            // more than a socket holds, so that the host is gone before all is written
            int status = client.run(path.toString(), List.of("x".repeat(60 * 1024)));
            thread.join();
            assertThat(status).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("busy");
        }
    }

    @Test
    void noHostIsStatus3AndSaysWhatToDo() {
        assertThat(client.run(folder.resolve("none.sock").toString(), LIST)).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.sock", "./run", "--dir DIR");
    }

    @Test
    void aCommandThatIsTooLongIsStatus2AndNotSent() {
        assertThat(client.run("nowhere", Collections.nCopies(65, "a"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("1 to 64 words");
    }

    /** @return the client's status when the host reads the request {@code list} and says this */
    private int against(String answer) throws Exception {
        Path path = folder.resolve("host.sock");
        try (ServerSocketChannel host = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            ByteBuffer request = ByteBuffer.allocate(16);
            Thread thread = new Thread(() -> {
                try (SocketChannel connection = host.accept()) {
                    while (request.hasRemaining() && connection.read(request) >= 0) {
                        Thread.onSpinWait();
                    }
                    connection.write(ByteBuffer.wrap(HexFormat.of().parseHex(answer.replace(" ", ""))));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            thread.start();
            int status = client.run(path.toString(), LIST);
            thread.join();
            assertThat(HexFormat.of().formatHex(request.array())).isEqualTo("42504331" + "00000001" + "00000004" + "6c697374");
            return status;
        }
    }
}
