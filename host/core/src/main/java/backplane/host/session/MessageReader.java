// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.Gate;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import backplane.vhostuser.ProtocolFault.Reason;
import backplane.vhostuser.ProtocolFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads messages and checks each against its row of {@link FrontendRequest}. Reads exactly 12 bytes and then exactly the payload:
 * a larger read would swallow the next message's descriptors. On the control thread.
 */
final class MessageReader {
    /** As many as come with one byte. With each further byte there could come more, until the other slots have none left. */
    private static final int MOST_FDS = 253;

    /** Where the bytes come from. */
    interface Source {
        /** As {@link UnixConnection#receive}. */
        int receive(ByteBuffer into, List<OwnedFd> fds) throws KernelFault;
    }

    private final Source connection;
    private final ByteBuffer header = ByteBuffer.allocateDirect(MessageHeader.LAYOUT.size()).order(ByteOrder.nativeOrder());
    private final ByteBuffer payload = ByteBuffer.allocateDirect(MessageHeader.LARGEST_PAYLOAD).order(ByteOrder.nativeOrder());
    private final List<OwnedFd> fds = new ArrayList<>();

    MessageReader(Source connection) {
        this.connection = connection;
    }

    /**
     * The next message, whole. Its payload is valid until the next call.
     *
     * @return null after the front-end has closed the connection between two messages
     * @throws ProtocolFault FRAMING_LOST: nothing more can be read; all descriptors are closed
     */
    FrontendMessage next() throws ProtocolFault {
        try {
            header.clear();
            if (!fill(header, true)) {
                return null;
            }
            long flags = MessageHeader.FLAGS.get(header, 0);
            long size = MessageHeader.SIZE.get(header, 0);
            if ((flags & MessageHeader.VERSION_MASK) != MessageHeader.VERSION) {
                throw new ProtocolFault(Reason.FRAMING_LOST, "a message of version " + (flags & MessageHeader.VERSION_MASK)
                        + "; there is only version " + MessageHeader.VERSION);
            }
            if (size > MessageHeader.LARGEST_PAYLOAD) {
                throw new ProtocolFault(Reason.FRAMING_LOST, "a payload of " + size + " bytes; the largest has "
                        + MessageHeader.LARGEST_PAYLOAD);
            }
            payload.clear().limit((int) size);
            fill(payload, false);
            payload.flip();
            if ((flags & MessageHeader.REPLY) != 0) {
                throw new ProtocolFault(Reason.FRAMING_LOST, "a reply, and nothing was asked");
            }
            long code = MessageHeader.REQUEST.get(header, 0);
            return new FrontendMessage(code, FrontendRequest.of(code), (flags & MessageHeader.NEED_REPLY) != 0, payload,
                    new ArrayList<>(fds));
        } catch (ProtocolFault lost) {
            fds.forEach(OwnedFd::close);
            throw lost;
        } finally {
            fds.clear();
        }
    }

    /**
     * Checks a message against its row.
     *
     * @param admits whether a protocol feature's requests may come
     */
    static void check(FrontendMessage message, Predicate<ProtocolFeature> admits) throws ProtocolFault {
        FrontendRequest row = message.request();
        if (row == null) {
            throw new ProtocolFault(Reason.UNKNOWN_REQUEST, "there is no request " + message.code());
        }
        Gate gate = row.gate();
        if (gate.leftOut() != null) {
            throw new ProtocolFault(Reason.UNKNOWN_REQUEST, row + " is not served: " + gate.leftOut());
        }
        if (gate.feature() != null && !admits.test(gate.feature())) {
            throw new ProtocolFault(Reason.NOT_NEGOTIATED, row + " needs " + gate.feature() + ", which was not negotiated");
        }
        if (!row.payload().fits(message.payload().limit())) {
            throw new ProtocolFault(Reason.BAD_SIZE, row + " has a payload of " + row.payload().min() + " to " + row.payload().max()
                    + " bytes, not " + message.payload().limit());
        }
        if (!row.fds().fits(message.fds().size())) {
            throw new ProtocolFault(Reason.BAD_FD_COUNT, row + " with " + message.fds().size() + " descriptors, which is "
                    + row.fds());
        }
    }

    /** @return false if the connection ended before the first byte */
    private boolean fill(ByteBuffer into, boolean mayEnd) throws ProtocolFault {
        while (into.hasRemaining()) {
            int received = receive(into);
            if (received < 0) {
                if (mayEnd && into.position() == 0) {
                    return false;
                }
                throw new ProtocolFault(Reason.FRAMING_LOST, "the connection ended within a message");
            }
            if (fds.size() > MOST_FDS) {
                throw new ProtocolFault(Reason.FRAMING_LOST, fds.size() + " descriptors came with one message");
            }
        }
        return true;
    }

    private int receive(ByteBuffer into) throws ProtocolFault {
        try {
            return connection.receive(into, fds);
        } catch (KernelFault fault) {
            throw new ProtocolFault(Reason.FRAMING_LOST, fault.getMessage());
        }
    }
}
