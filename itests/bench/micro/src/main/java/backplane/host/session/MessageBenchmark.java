// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A message is read, and checked against its row. In the reader's package, which keeps it to itself. */
@State(Scope.Thread)
public class MessageBenchmark {
    private final ByteBuffer message = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
    private final MessageReader reader = new MessageReader((into, fds) -> {
        int bytes = Math.min(into.remaining(), message.remaining());
        into.put(into.position(), message, message.position(), bytes);
        into.position(into.position() + bytes);
        message.position(message.position() + bytes);
        return bytes;
    });

    public MessageBenchmark() {
        MessageHeader.REQUEST.put(message, 0, FrontendRequest.SET_VRING_NUM.code());
        MessageHeader.FLAGS.put(message, 0, MessageHeader.VERSION);
        MessageHeader.SIZE.put(message, 0, 8);
    }

    @Benchmark
    public FrontendMessage readAndChecked() throws ProtocolFault {
        message.clear();
        FrontendMessage read = reader.next();
        MessageReader.check(read, feature -> true);
        return read;
    }
}
