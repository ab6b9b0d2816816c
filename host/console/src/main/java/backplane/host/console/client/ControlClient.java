// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.client;

import backplane.host.console.frame.ExitStatus;
import backplane.host.console.frame.Frame;
import backplane.host.console.frame.FrameKind;
import backplane.host.console.frame.Request;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Has one command run by the host and copies what it writes. */
public final class ControlClient {
    private final PrintStream out;
    private final PrintStream err;

    ControlClient(OutputStream out, OutputStream err) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** @param arguments the control socket's path, then the words of the command */
    public static void main(String... arguments) {
        ControlClient client = new ControlClient(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        List<String> words = Arrays.asList(arguments).subList(1, arguments.length);
        System.exit(client.run(arguments[0], words));
    }

    /** @return the exit status */
    int run(String socket, List<String> words) {
        ByteBuffer request;
        try {
            request = new Request(words).encode();
        } catch (IllegalArgumentException refused) {
            err.println("vhostctl: " + refused.getMessage());
            return ExitStatus.USAGE.code();
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return converse(channel, request);
        } catch (IOException failure) {
            out.flush();
            err.println("vhostctl: no answer from the host at " + socket + " (" + failure.getMessage() + ")");
            err.println("Is it running, and yours? Start it with ./run, or name its folder with --dir DIR.");
            return ExitStatus.NO_HOST.code();
        }
    }

    private int converse(SocketChannel channel, ByteBuffer request) throws IOException {
        try {
            while (request.hasRemaining()) {
                channel.write(request);
            }
        } catch (IOException ignored) {
            // a host that turns us away does so before it has read; its reason is there to be read all the same
        }
        InputStream answers = Channels.newInputStream(channel);
        while (true) {
            Frame frame = Frame.read(answers);
            if (frame.kind() == FrameKind.END) {
                return frame.status();
            }
            PrintStream stream = frame.kind() == FrameKind.OUT ? out : err;
            stream.write(frame.payload(), 0, frame.payload().length);
            stream.flush();
            if (out.checkError()) {
                // whoever read our output has gone, as with "vhostctl list | head -1"; the host notices when we leave
                return ExitStatus.REFUSED.code();
            }
        }
    }
}
