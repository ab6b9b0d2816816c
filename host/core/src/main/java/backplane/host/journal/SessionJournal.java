// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.host.control.FrontendMessage;
import backplane.host.control.VringControl;
import backplane.kernel.KernelFault;
import backplane.kernel.OwnedFd;
import backplane.kernel.UnixConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a slot's session: which messages hold, and which answer is due. On the control thread.
 *
 * <pre>
 *   look at the message, which stays in the socket
 *   keep its descriptors             the manager has them for certain
 *   serve it                         done again from the start if we die before the next step: each request may be
 *   lay the answer ready, write the record
 *   take the message from the socket a successor finds it there, knows it, and takes it
 *   send the answer                  its file's position tells whether this happened
 * </pre>
 */
public final class SessionJournal {
    private static final Logger LOG = LoggerFactory.getLogger(SessionJournal.class);
    static final int SIZE = 1 << 20;

    private final String slot;
    private final KeptFds kept;
    private final DoubleRecord record;
    private final Outbox outbox;
    private final ByteBuffer bytes;
    private final MessageMemory memory = new MessageMemory();
    private final List<Integer> arrived = new ArrayList<>();
    /** Numbers of kept descriptors by what they are: a front-end sends the same ones again, and the manager keeps only one of each. */
    private final Map<String, Integer> known = new HashMap<>();
    private final TakeOverDeaths deaths;
    private SessionRecord former;
    private int nextFd;

    SessionJournal(String slot, KeptFds kept, ByteBuffer file, Outbox outbox, TakeOverDeaths deaths) {
        this.slot = slot;
        this.kept = kept;
        this.outbox = outbox;
        this.deaths = deaths;
        record = new DoubleRecord(file, SessionRecord.VERSION);
        bytes = ByteBuffer.allocate(record.room());
    }

    /** Whose session it is. */
    public String slot() {
        return slot;
    }

    /** Reads what a former process left. Once, before the first session. */
    void recall() throws JournalRejected {
        ByteBuffer found = record.read();
        if (found != null) {
            former = SessionRecord.read(found);
            nextFd = former.nextFd();
        }
    }

    /** A new front-end: its connection outlives us from now on. */
    public void begin(UnixConnection connection) throws KernelFault {
        if (former == null) {
            kept.put(SlotMemory.CONNECTION, connection.descriptor());
            kept.settle();
            write(0, 0, 0, 0);
        }
    }

    /**
     * The messages that held when the former process died, in order, each with copies of its descriptors.
     *
     * @throws JournalRejected if one of these is gone
     */
    public List<FrontendMessage> remembered() throws JournalRejected {
        List<FrontendMessage> messages = new ArrayList<>();
        try {
            if (former != null) {
                for (RememberedMessage message : former.messages()) {
                    memory.put(message);
                    messages.add(message.again(copies(message)));
                }
                for (int number : Set.copyOf(known.values())) {
                    kept.giveBack(fdName(number));
                }
            }
            return messages;
        } catch (KernelFault | JournalRejected lost) {
            messages.forEach(FrontendMessage::closeFds);
            throw new JournalRejected(lost.getMessage());
        }
    }

    private List<OwnedFd> copies(RememberedMessage message) throws KernelFault, JournalRejected {
        List<OwnedFd> fds = new ArrayList<>();
        for (int number : message.fds()) {
            OwnedFd fd = kept.copy(fdName(number));
            if (fd == null) {
                fds.forEach(OwnedFd::close);
                throw new JournalRejected("a descriptor of " + message.request() + " is not among those that were kept");
            }
            fds.add(fd);
            known.put(kept.identity(fd), number);
        }
        return fds;
    }

    /**
     * The former process may have died between its record and the socket, or the socket and the answer: finishes what it began.
     *
     * @param next the message that waits in the socket, whole, or empty
     * @return whether that one was served already, and is to be taken and forgotten
     */
    public boolean wasServed(ByteBuffer next) {
        SessionRecord before = former;
        if (before == null || before.lastLength() == 0 || next.remaining() != before.lastLength() || sum(next) != before.lastSum()) {
            return false;
        }
        // an answer that has gone was sent after the message was taken: this one is another of the same bytes
        return before.answerTo() == 0 || outbox.position() < before.answerTo();
    }

    /** Sends what the former process did not. After {@link #wasServed}. */
    public void finish(UnixConnection connection) throws KernelFault {
        SessionRecord before = former;
        former = null;
        kept.dropRest();
        if (before != null && outbox.position() >= before.answerFrom() && outbox.position() < before.answerTo()) {
            LOG.info("{}: an answer that was due is sent now", slot);
            outbox.send(connection, before.answerTo());
        }
        deaths.resumed();
    }

    /** Descriptors that came with a message: kept before anything depends on them. */
    public void keep(FrontendMessage message) throws KernelFault {
        arrived.clear();
        if (message.fds().isEmpty() || !MessageMemory.remembers(message.request())) {
            return;
        }
        for (OwnedFd fd : message.fds()) {
            String identity = kept.identity(fd);
            Integer number = known.get(identity);
            if (number == null) {
                number = nextFd++;
                kept.put(fdName(number), fd);
                known.put(identity, number);
            }
            arrived.add(number);
        }
        kept.settle();
    }

    /**
     * A message has been served.
     *
     * @param whole  its bytes, header included
     * @param holds  whether it was accepted
     * @param answer what is to be sent, or null
     */
    public void served(FrontendMessage message, ByteBuffer whole, boolean holds, ByteBuffer answer, VringControl vrings)
            throws KernelFault {
        List<Integer> given = List.copyOf(arrived);
        List<Integer> gone = new ArrayList<>(holds ? memory.served(message, given, answer, vrings) : given);
        if (answer == null) {
            write(whole.remaining(), sum(whole), 0, 0);
        } else {
            int length = answer.remaining();
            if (!outbox.hasRoom(length)) {
                write(0, 0, 0, 0);
                outbox.rewind();
            }
            outbox.put(answer);
            write(whole.remaining(), sum(whole), outbox.position(), outbox.position() + length);
        }
        arrived.clear();
        drop(gone);
    }

    /** Takes out of the store what no message that holds came with. */
    private void drop(List<Integer> gone) throws KernelFault {
        for (int number : gone) {
            if (!memory.refersTo(number) && known.values().remove(number)) {
                kept.remove(fdName(number));
            }
        }
    }

    /** A message whose answer carries a descriptor, which cannot be sent from a file: it is sent before the message is taken. */
    public void servedWithFd() throws KernelFault {
        write(0, 0, 0, 0);
    }

    /** Sends the answer that {@link #served} has laid ready. */
    public void send(UnixConnection connection, int length) throws KernelFault {
        outbox.send(connection, outbox.position() + length);
    }

    /** The session is over: nothing of it is kept any more. */
    public void end() {
        former = null;
        deaths.resumed();
        try {
            List<Integer> gone = memory.forgetAll();
            write(0, 0, 0, 0);
            kept.remove(SlotMemory.CONNECTION);
            gone.addAll(arrived);
            drop(gone);
            kept.dropRest();
        } catch (KernelFault fault) {
            LOG.warn("{}: the service manager keeps descriptors of a session that is over: {}", slot, fault.getMessage());
        }
    }

    private void write(int length, int sum, long answerFrom, long answerTo) throws KernelFault {
        bytes.clear();
        if (!new SessionRecord(nextFd, length, sum, answerFrom, answerTo, memory.all()).write(bytes)) {
            throw new KernelFault(backplane.kernel.Errno.ENOSPC, "keep a session of " + memory.all().size() + " messages in " + SIZE
                    + " bytes");
        }
        record.write(bytes.flip());
    }

    private static int sum(ByteBuffer whole) {
        CRC32C sum = new CRC32C();
        sum.update(whole.duplicate());
        return (int) sum.getValue();
    }

    private static String fdName(int number) {
        return "fd/" + number;
    }
}
