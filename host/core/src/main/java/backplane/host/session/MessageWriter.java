// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes replies. On the control thread. */
final class MessageWriter {
    private final UnixConnection connection;
    private final ByteBuffer message = ByteBuffer.allocateDirect(MessageHeader.LAYOUT.size() + MessageHeader.LARGEST_PAYLOAD)
            .order(ByteOrder.nativeOrder());

    MessageWriter(UnixConnection connection) {
        this.connection = connection;
    }

    /** Answers a request. The flags are exactly version 1 and REPLY: QEMU refuses any others. */
    void reply(long code, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        message.clear();
        message.putInt((int) code).putInt(MessageHeader.VERSION | MessageHeader.REPLY).putInt(payload.remaining());
        message.put(payload).flip();
        connection.send(message, fds);
    }
}
