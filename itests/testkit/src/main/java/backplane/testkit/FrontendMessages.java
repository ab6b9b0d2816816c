// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;

/** A front-end's requests and the back-end's replies, one at a time. One thread. */
public abstract class FrontendMessages {
    static final int REPLY_FLAGS = MessageHeader.VERSION | MessageHeader.REPLY;

    private final MessageLink link;

    FrontendMessages(MessageLink link) {
        this.link = link;
    }

    /** Whether {@link #tell} sets NEED_REPLY. */
    abstract boolean asksForAcks();

    /** The bare connection, for messages that no front-end should send. */
    public MessageLink link() {
        return link;
    }

    /** Sends a request and waits for nothing. {@code flags} beside the version, such as {@link MessageHeader#NEED_REPLY}. */
    public void send(FrontendRequest request, int flags, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        link.send(request.code(), MessageHeader.VERSION | flags, payload, fds);
    }

    /**
     * Waits for the reply to {@code request}.
     *
     * @throws AssertionError if it is another message, or has other flags than a reply's
     */
    public Message receive(FrontendRequest request) {
        Message reply;
        try {
            reply = link.next();
        } catch (AssertionError missing) {
            throw new AssertionError("reply to " + request + ": " + missing.getMessage(), missing);
        }
        if (reply.code() != request.code() || reply.flags() != REPLY_FLAGS) {
            reply.close();
            throw new AssertionError("the reply to " + request + " (" + request.code() + ") is " + reply);
        }
        return reply;
    }

    /** Sends a request that has a reply of its own. */
    public Message ask(FrontendRequest request, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        send(request, 0, payload, fds);
        return receive(request);
    }

    /** Sends a request without payload whose reply is one number. */
    public long askWord(FrontendRequest request) throws KernelFault {
        return ask(request, Payloads.none()).word();
    }

    /** Sends a request without a reply of its own; asks for an acknowledgement if the front-end does that, which must be 0. */
    public void tell(FrontendRequest request, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        if (asksForAcks()) {
            long answer = ackOf(request, payload, fds);
            if (answer != 0) {
                throw new AssertionError(request + " was refused with " + answer);
            }
        } else {
            send(request, 0, payload, fds);
        }
    }

    /** Sends a request with NEED_REPLY, and waits for the answer: 0 for success. */
    public long ackOf(FrontendRequest request, ByteBuffer payload, OwnedFd... fds) throws KernelFault {
        send(request, MessageHeader.NEED_REPLY, payload, fds);
        return receive(request).word();
    }

    /** Waits until the back-end has dealt with all that was sent, as QEMU does without REPLY_ACK: asks for the features again. */
    public void barrier() throws KernelFault {
        askWord(FrontendRequest.GET_FEATURES);
    }

    /** @throws AssertionError if the back-end sends something instead, or does not close within {@link Patience#LIMIT} */
    public void awaitClosed() {
        link.awaitClosed();
    }
}
