// SPDX-License-Identifier: Apache-2.0
package backplane.host.session;

import backplane.host.control.FrontendMessage;
import backplane.host.control.VringControl;
import backplane.host.demise.Demise;
import backplane.host.demise.Moment;
import backplane.host.journal.JournalRejected;
import backplane.host.journal.SessionJournal;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import backplane.vhostuser.MessageHeader;
import backplane.vhostuser.ProtocolFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A session that outlives this process. A message stays in the socket until what it did is in the journal, see {@link SessionJournal}.
 * One that cannot be looked at as a whole, because its descriptors came with a part of it, is taken first: a process that dies
 * then loses it. On the control thread.
 */
final class KeptExchange implements Exchange {
    private static final int HEADER = MessageHeader.LAYOUT.size();

    private final UnixConnection connection;
    private final SessionJournal journal;
    private final VringControl vrings;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final ByteBuffer whole = buffer();
    private final ByteBuffer answer = buffer();
    private final ByteBuffer taken = buffer();
    private final List<OwnedFd> copies = new ArrayList<>();
    /** The message in {@link #whole} is in the socket still. */
    private boolean waiting;

    KeptExchange(UnixConnection connection, SessionJournal journal, VringControl vrings) {
        this.connection = connection;
        this.journal = journal;
        this.vrings = vrings;
        reader = new MessageReader(this::receive);
        writer = new MessageWriter(connection);
    }

    @Override
    public List<FrontendMessage> begin() throws KernelFault, JournalRejected {
        journal.begin(connection);
        return journal.remembered();
    }

    @Override
    public void resumed() throws KernelFault {
        waiting = connection.queued() >= HEADER && look() && journal.wasServed(whole);
        closeCopies();
        take();
        journal.finish(connection);
    }

    @Override
    public FrontendMessage next() throws ProtocolFault, KernelFault {
        waiting = look();
        if (!waiting) {
            closeCopies();
            whole.limit(0);
        }
        at(Moment.MESSAGE_SEEN);
        FrontendMessage message = reader.next();
        if (message != null) {
            journal.keep(message);
            at(Moment.DESCRIPTORS_KEPT);
        }
        return message;
    }

    @Override
    public void answer(FrontendMessage message, boolean holds, ByteBuffer payload) throws KernelFault {
        if (payload != null) {
            answer.clear().putInt((int) message.code()).putInt(MessageHeader.VERSION | MessageHeader.REPLY).putInt(payload.remaining());
            answer.put(payload).flip();
        }
        int length = answer.remaining();
        whole.rewind();
        at(Moment.MESSAGE_SERVED);
        journal.served(message, whole, holds, payload == null ? null : answer, vrings);
        at(Moment.MESSAGE_RECORDED);
        take();
        at(Moment.MESSAGE_TAKEN);
        if (payload != null) {
            journal.send(connection, length);
        }
        at(Moment.MESSAGE_ANSWERED);
    }

    @Override
    public void answer(FrontendMessage message, ByteBuffer payload, OwnedFd fd) throws KernelFault {
        journal.servedWithFd();
        writer.reply(message.code(), payload, fd);
        take();
    }

    @Override
    public void end() {
        closeCopies();
        journal.end();
    }

    /** @return whether {@link #whole} is the next message, with its descriptors in {@link #copies} */
    private boolean look() throws KernelFault {
        whole.clear().limit(HEADER);
        int seen = connection.peek(whole, HEADER, copies);
        closeCopies();
        if (seen < HEADER) {
            return false;
        }
        long size = MessageHeader.SIZE.get(whole, 0);
        if (size > MessageHeader.LARGEST_PAYLOAD) {
            return false;
        }
        int length = HEADER + (int) size;
        whole.clear().limit(length + 1);
        seen = connection.peek(whole, length, copies);
        whole.flip();
        if (seen > length) {
            // a byte of the next message was seen, so this one has no descriptors: they are that one's
            closeCopies();
            whole.limit(length);
        }
        return seen >= length;
    }

    /** What was looked at, as if it were received; or what is received, for a message that cannot be looked at. */
    private int receive(ByteBuffer into, List<OwnedFd> fds) throws KernelFault {
        if (!waiting) {
            return connection.receive(into, fds);
        }
        int length = Math.min(into.remaining(), whole.remaining());
        into.put(whole.slice(whole.position(), length));
        whole.position(whole.position() + length);
        fds.addAll(copies);
        copies.clear();
        return length;
    }

    /** Takes the message out of the socket: its header first, as its descriptors may come with either part. */
    private void take() throws KernelFault {
        if (!waiting) {
            return;
        }
        waiting = false;
        int left = whole.limit();
        while (left > 0) {
            taken.clear().limit(left);
            int received = connection.receive(taken, copies);
            closeCopies();
            if (received < 0) {
                return;
            }
            left -= received;
        }
    }

    private void at(Moment moment) {
        Demise.at(moment, journal.slot());
    }

    private void closeCopies() {
        copies.forEach(OwnedFd::close);
        copies.clear();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(HEADER + MessageHeader.LARGEST_PAYLOAD + 1).order(ByteOrder.nativeOrder());
    }
}
