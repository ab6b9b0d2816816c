// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

import backplane.kernel.KernelFault;
import backplane.kernel.Signal;
import backplane.kernel.UnixConnection;
import backplane.kernel.UnixSockets;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.VringState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own requests to the front-end, on the channel that SET_BACKEND_REQ_FD brings. It stays open as long as the session: UML marks
 * the guest's queues broken when it closes. No reply is asked for, because QEMU does not serve this channel while it
 * waits on the other one. Any thread; a front-end that does not read holds up its own slot's worker alone, and not for ever.
 */
public final class BackendChannel {
    private static final Logger LOG = LoggerFactory.getLogger(BackendChannel.class);

    private final UnixSockets sockets;
    private final FeatureNegotiation features;
    private final ByteBuffer message = ByteBuffer.allocateDirect(MessageHeader.LAYOUT.size() + VringState.LAYOUT.size())
            .order(ByteOrder.nativeOrder());
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

    /** Tells the front-end that the configuration space has changed. */
    public synchronized void configChanged() {
        if (features.admits(BackendRequest.CONFIG_CHANGE_MSG.gate())) {
            header(BackendRequest.CONFIG_CHANGE_MSG, 0);
            send("of the changed configuration");
        }
    }

    /** Calls the driver of a vring, or tells that it is broken, by VRING_CALL or VRING_ERR in place of a descriptor. */
    Signal inBand(BackendRequest request, int vring) {
        return new InBandSignal(request, vring);
    }

    private synchronized void tell(BackendRequest request, int vring) {
        header(request, VringState.LAYOUT.size());
        message.putInt(vring).putInt(0);
        send("by a message");
    }

    private void header(BackendRequest request, int size) {
        message.clear().putInt(request.code()).putInt(MessageHeader.VERSION).putInt(size);
    }

    private void send(String what) {
        if (connection == null) {
            return;
        }
        try {
            connection.send(message.flip());
        } catch (KernelFault gone) {
            LOG.debug("the front-end was not told {}: {}", what, gone.getMessage());
        }
    }

    private final class InBandSignal implements Signal {
        private final BackendRequest request;
        private final int vring;

        InBandSignal(BackendRequest request, int vring) {
            this.request = request;
            this.vring = vring;
        }

        @Override
        public void signal() {
            tell(request, vring);
        }

        /** The channel is the session's. */
        @Override
        public void close() {
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
