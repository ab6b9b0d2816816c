// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.ProtocolFault;
import java.nio.ByteBuffer;
import java.util.List;

/** A session that ends with this process. On the control thread. */
final class PlainExchange implements Exchange {
    private final MessageReader reader;
    private final MessageWriter writer;

    PlainExchange(UnixConnection connection) {
        reader = new MessageReader(connection::receive);
        writer = new MessageWriter(connection);
    }

    @Override
    public List<FrontendMessage> begin() {
        return List.of();
    }

    @Override
    public void resumed() {
    }

    @Override
    public FrontendMessage next() throws ProtocolFault {
        return reader.next();
    }

    @Override
    public void answer(FrontendMessage message, boolean holds, ByteBuffer payload) throws KernelFault {
        if (payload != null) {
            writer.reply(message.code(), payload);
        }
    }

    @Override
    public void answer(FrontendMessage message, ByteBuffer payload, OwnedFd fd) throws KernelFault {
        writer.reply(message.code(), payload, fd);
    }

    @Override
    public void end() {
    }
}
