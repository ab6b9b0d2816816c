// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.kernel.KernelFault;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixSockets;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own requests to the front-end, on the channel that SET_BACKEND_REQ_FD brings. It stays open as long as the session: UML marks
 * the guest's queues broken when it closes. No reply is asked for, because QEMU does not serve this channel while it
 * waits on the other one.
 */
public final class BackendChannel {
    private static final Logger LOG = LoggerFactory.getLogger(BackendChannel.class);

    private final UnixSockets sockets;
    private final FeatureNegotiation features;
    private UnixConnection connection;

    public BackendChannel(UnixSockets sockets, FeatureNegotiation features) {
        this.sockets = sockets;
        this.features = features;
    }

    /** Takes the channel over; a further one replaces it (Cloud Hypervisor sends one at each activation). */
    public synchronized Reply setFd(FrontendMessage message) throws ProtocolFault {
        try {
            UnixConnection next = sockets.adopt(message.takeFd());
            close();
            connection = next;
            return Reply.DONE;
        } catch (KernelFault unusable) {
            throw new ProtocolFault(Reason.BAD_FD, unusable.getMessage());
        }
    }

    /** Tells the front-end that the configuration space has changed. Any thread. */
    public synchronized void configChanged() {
        if (connection == null || !features.admits(BackendRequest.CONFIG_CHANGE_MSG.gate())) {
            return;
        }
        ByteBuffer message = ByteBuffer.allocate(MessageHeader.LAYOUT.size()).order(ByteOrder.nativeOrder());
        message.putInt(BackendRequest.CONFIG_CHANGE_MSG.code()).putInt(MessageHeader.VERSION).putInt(0).flip();
        try {
            connection.send(message);
        } catch (KernelFault gone) {
            LOG.debug("the front-end was not told of the changed configuration: {}", gone.getMessage());
        }
    }

    /** The session is over. */
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
