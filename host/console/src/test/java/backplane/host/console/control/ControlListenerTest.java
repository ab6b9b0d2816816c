// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.console.frame.Frame;
import backplane.host.console.frame.FrameKind;
import backplane.host.console.frame.Request;
import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.SocketAccess;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixListener;
import backplane.testkit.FakeKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host's end, spoken to over sockets in memory; some clients are rude. */
@Tag("console")
@Timeout(20)
class ControlListenerTest {
    private static final Path PATH = Path.of("/run/control.sock");
    /** As whom the fake kernel's processes run. */
    private static final int USER = 1000;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeKernel kernel = new FakeKernel();
    private final FakeKernel clients = kernel.otherProcess();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final FakeShell shell = new FakeShell()
            .with("vhost:list", (arguments, out) -> out.print("gpio0 " + arguments))
            .with("vhost:wait", (arguments, out) -> waitForRelease());
    private ControlListener listener;
    private Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        listener.shutdown();
        thread.join();
    }

    @Test
    void aRequestIsRunAndAnswered() throws Exception {
        serveAs(USER, LONG);
        assertThat(ask("list", "a b", "")).isEqualTo("OUT gpio0 [a b, ];END 0;");
    }

    @Test
    void eachRequestHasItsOwnEnd() throws Exception {
        serveAs(USER, LONG);
        assertThat(ask("nothing")).startsWith("ERR ").endsWith("END 2;");
        assertThat(ask("list")).endsWith("END 0;");
    }

    @Test
    void anotherUserIsTurnedAway() throws Exception {
        serveAs(USER + 1, LONG);
        assertThat(ask("list")).contains("only the host's own user").endsWith("END 1;");
    }

    @Test
    void bytesThatAreNoRequestAreRefused() throws Exception {
        serveAs(USER, LONG);
        UnixConnection client = clients.sockets().connect(PATH);
        client.send(ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)));
        assertThat(answer(client)).contains("no request of vhostctl").endsWith("END 2;");
    }

    @Test
    void aClientThatSaysNothingIsCutOff() throws Exception {
        serveAs(USER, Duration.ofMillis(50));
        UnixConnection silent = clients.sockets().connect(PATH);
        InputStream answers = new ConnectionInput(silent);
        assertThat(answers.readAllBytes()).satisfiesAnyOf(nothing -> assertThat(nothing).isEmpty(),
                told -> assertThat(new String(told, StandardCharsets.UTF_8)).contains("stopped after 0 of 8 bytes"));
        silent.close();
    }

    @Test
    void aClientThatSaysNothingDisturbsNobody() throws Exception {
        serveAs(USER, LONG);
        UnixConnection silent = clients.sockets().connect(PATH);
        assertThat(ask("list")).endsWith("END 0;");
        silent.close();
    }

    @Test
    void theNinthRequestAtATimeIsToldSo() throws Exception {
        serveAs(USER, LONG);
        List<UnixConnection> running = new ArrayList<>();
        for (int i = 0; i < ControlListener.MOST_REQUESTS; i++) {
            running.add(send("wait"));
        }
        assertThat(ask("list")).contains("8 commands are running already").endsWith("END 1;");
        release.countDown();
        for (UnixConnection client : running) {
            assertThat(answer(client)).isEqualTo("END 0;");
        }
    }

    @Test
    void aClientThatLeavesHasItsCommandInterrupted() throws Exception {
        serveAs(USER, LONG);
        send("wait").close();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverKeepsTalkingHasItsCommandInterrupted() throws Exception {
        serveAs(USER, LONG);
        send("wait").send(ByteBuffer.wrap(new byte[] {1}));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void descriptorsThatAClientSendsAreClosed() throws Exception {
        serveAs(USER, LONG);
        UnixConnection client = clients.sockets().connect(PATH);
        try (OwnedFd fd = clients.memoryFiles().create("unwanted", 1)) {
            client.send(new Request(List.of("list")).encode(), fd);
        }
        assertThat(answer(client)).endsWith("END 0;");
        assertThat(kernel.openFds()).noneMatch(open -> open.contains("unwanted"));
    }

    private void serveAs(int ownUser, Duration patience) throws KernelFault {
        UnixListener socket = kernel.sockets().listen(PATH, SocketAccess.OWNER_ONLY);
        listener = new ControlListener(socket, new CommandRun(shell.sessions(), new StartUp(Duration.ZERO, Duration.ZERO)),
                new ControlAccess(ownUser, Optional.empty(), Role.READ_ONLY), patience);
        thread = new Thread(() -> {
            try {
                listener.serve();
            } catch (InterruptedException ended) {
                throw new AssertionError(ended);
            }
        });
        thread.start();
    }

    private void waitForRelease() throws InterruptedException {
        try {
            release.await();
        } catch (InterruptedException left) {
            interrupted.countDown();
            throw left;
        }
    }

    private String ask(String... words) throws Exception {
        return answer(send(words));
    }

    private UnixConnection send(String... words) throws KernelFault {
        UnixConnection client = clients.sockets().connect(PATH);
        try {
            client.send(new Request(List.of(words)).encode());
        } catch (KernelFault turnedAway) {
            // a host that turns us away does so before it has read, as in vhostctl
            assertThat(turnedAway.errno()).isIn(Errno.EPIPE, Errno.ECONNRESET);
        }
        return client;
    }

    private static String answer(UnixConnection client) throws IOException {
        InputStream answers = new ConnectionInput(client);
        StringBuilder text = new StringBuilder();
        Frame frame;
        do {
            frame = Frame.read(answers);
            text.append(frame.kind()).append(' ');
            text.append(frame.kind() == FrameKind.END ? frame.status() : new String(frame.payload(), StandardCharsets.UTF_8)).append(';');
        } while (frame.kind() != FrameKind.END);
        client.close();
        return text.toString();
    }
}
