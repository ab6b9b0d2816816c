// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.MessageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the journal of a session says, as {@value #VERSION} of its format.
 *
 * <pre>
 *   u32 nextFd
 *   u32 last: length, checksum           the message that was answered last; length 0: none
 *   u64 answer: from, to                 where its answer is in the outbox; both 0: it has none
 *   u32 messages; each: u32 code, u32 length, u32 fds, u32 fd ..., bytes
 * </pre>
 *
 * @param nextFd     the number of the next descriptor to be kept
 * @param lastLength bytes of the last message, header included
 * @param lastSum    its checksum
 * @param answerFrom bytes
 * @param answerTo   bytes, not less than {@code answerFrom}
 */
record SessionRecord(int nextFd, int lastLength, int lastSum, long answerFrom, long answerTo, List<RememberedMessage> messages) {
    static final int VERSION = 1;
    /** A table of 8 regions or 509 slots, and a dozen messages for each of 64 vrings, are less. */
    private static final int MOST_MESSAGES = 2048;
    private static final int MOST_FDS = 16;
    /** Numbers are not used again, and nothing is as large as they are: a session of weeks has kept millions, of which few are left. */
    private static final int MOST_KEPT = Integer.MAX_VALUE;

    /** @return false if it has no room */
    boolean write(ByteBuffer into) {
        into.order(ByteOrder.LITTLE_ENDIAN);
        int size = 4 * Integer.BYTES + 2 * Long.BYTES;
        for (RememberedMessage message : messages) {
            size += (3 + message.fds().size()) * Integer.BYTES + message.payload().length;
        }
        if (size > into.remaining()) {
            return false;
        }
        into.putInt(nextFd).putInt(lastLength).putInt(lastSum).putLong(answerFrom).putLong(answerTo).putInt(messages.size());
        for (RememberedMessage message : messages) {
            into.putInt(message.request().code()).putInt(message.payload().length).putInt(message.fds().size());
            message.fds().forEach(into::putInt);
            into.put(message.payload());
        }
        return true;
    }

    /** @throws JournalRejected if it is not as {@link #write} makes it */
    static SessionRecord read(ByteBuffer from) throws JournalRejected {
        ByteBuffer bytes = from.order(ByteOrder.LITTLE_ENDIAN);
        require(bytes, 4 * Integer.BYTES + 2 * Long.BYTES);
        int nextFd = (int) bounded(bytes.getInt(), MOST_KEPT, "kept descriptors");
        int length = (int) bounded(bytes.getInt(), MessageHeader.LAYOUT.size() + MessageHeader.LARGEST_PAYLOAD, "bytes of a message");
        int sum = bytes.getInt();
        long answerFrom = bytes.getLong();
        long answerTo = bytes.getLong();
        if (answerFrom < 0 || answerTo < answerFrom || answerTo > Outbox.SIZE) {
            throw new JournalRejected("an answer from " + answerFrom + " to " + answerTo);
        }
        int count = (int) bounded(bytes.getInt(), MOST_MESSAGES, "messages");
        List<RememberedMessage> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(message(bytes, nextFd));
        }
        if (bytes.hasRemaining()) {
            throw new JournalRejected(bytes.remaining() + " bytes are left over");
        }
        return new SessionRecord(nextFd, length, sum, answerFrom, answerTo, messages);
    }

    private static RememberedMessage message(ByteBuffer bytes, int nextFd) throws JournalRejected {
        require(bytes, 3 * Integer.BYTES);
        int code = bytes.getInt();
        FrontendRequest request = FrontendRequest.of(code);
        if (request == null) {
            throw new JournalRejected("a request " + code + ", which this host does not know");
        }
        int length = (int) bounded(bytes.getInt(), MessageHeader.LARGEST_PAYLOAD, "bytes of a payload");
        int fds = (int) bounded(bytes.getInt(), MOST_FDS, "descriptors of a message");
        require(bytes, fds * Integer.BYTES + length);
        List<Integer> numbers = new ArrayList<>(fds);
        for (int i = 0; i < fds; i++) {
            numbers.add((int) bounded(bytes.getInt(), nextFd - 1L, "the number of a descriptor"));
        }
        byte[] payload = new byte[length];
        bytes.get(payload);
        return new RememberedMessage(request, payload, List.copyOf(numbers));
    }

    private static long bounded(int value, long most, String what) throws JournalRejected {
        if (value < 0 || value > most) {
            throw new JournalRejected(Integer.toUnsignedString(value) + " as " + what + ", and the most is " + most);
        }
        return value;
    }

    private static void require(ByteBuffer bytes, int count) throws JournalRejected {
        if (bytes.remaining() < count) {
            throw new JournalRejected("it ends within a record");
        }
    }
}
