// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.wire.U32;
import backplane.wire.U64;
import backplane.wire.WireStruct;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record in a file, which is there whole at any moment: there are two places, and the next record goes to the place of the last but
 * one. A place is marked as unwritten, filled, and only then given its number, so that a process that dies at any instruction leaves the
 * record before. One thread writes. What is read is untrusted: a place with a number whose bytes do not fit it was spoiled, not
 * interrupted, and then nothing in the file is believed.
 *
 * <pre>
 *   place 0: magic, version, number, length, checksum, bytes ...      number 0: unwritten
 *   place 1: the same, from the middle of the file on
 * </pre>
 */
final class DoubleRecord {
    private static final int MAGIC = 0x4a50_4b42; // BKPJ
    private static final WireStruct.Table T = WireStruct.littleEndian("journal_record");
    private static final U32 MARK = T.u32("magic");
    private static final U32 VERSION = T.u32("version");
    private static final U64 NUMBER = T.u64("number");
    private static final U32 LENGTH = T.u32("length");
    private static final U32 CHECKSUM = T.u32("checksum");
    private static final WireStruct HEAD = T.end(24);

    private final ByteBuffer file;
    private final int version;
    private final int room;
    private long number;

    /**
     * @param file    all of it; an even number of bytes
     * @param version of what is in the record; another one is refused
     */
    DoubleRecord(ByteBuffer file, int version) {
        this.file = file;
        this.version = version;
        room = file.capacity() / 2 - HEAD.size();
    }

    /** The most bytes that a record may have. */
    int room() {
        return room;
    }

    /**
     * The latest record.
     *
     * @return null if none was written yet
     * @throws JournalRejected if the file is not as {@link #write} leaves it at any instruction
     */
    ByteBuffer read() throws JournalRejected {
        long first = numberAt(0);
        long second = numberAt(1);
        first = first == 0 && isComplete(0, second + 1) ? second + 1 : first;
        second = second == 0 && first != 0 && isComplete(1, first + 1) ? first + 1 : second;
        if (first == 0 && second == 0) {
            requireUntouched();
            return null;
        }
        // one follows the other, or the other one was being written
        if (first != 0 && second != 0 && Math.abs(first - second) != 1) {
            throw new JournalRejected("its two records have the numbers " + first + " and " + second);
        }
        ByteBuffer one = first == 0 ? null : checked(0, first);
        ByteBuffer two = second == 0 ? null : checked(1, second);
        number = Math.max(first, second);
        return first > second ? one : two;
    }

    /** @throws IllegalArgumentException if there are more bytes than {@link #room()} */
    void write(ByteBuffer record) {
        int length = record.remaining();
        if (length > room) {
            throw new IllegalArgumentException("a record of " + length + " bytes, and there is room for " + room);
        }
        int at = at((int) (number & 1));
        NUMBER.put(file, at, 0);
        VarHandle.releaseFence();
        file.put(at + HEAD.size(), record, record.position(), length);
        MARK.put(file, at, MAGIC);
        VERSION.put(file, at, version);
        LENGTH.put(file, at, length);
        CHECKSUM.put(file, at, checksum(at, number + 1, length));
        VarHandle.releaseFence();
        NUMBER.put(file, at, ++number);
        VarHandle.releaseFence();
    }

    private int at(int place) {
        return place * (HEAD.size() + room);
    }

    /** Record n is in place (n - 1) modulo 2. */
    private long numberAt(int place) throws JournalRejected {
        long found = NUMBER.get(file, at(place));
        if (found < 0 || found > 0 && (found - 1 & 1) != place) {
            throw new JournalRejected("record " + found + " is in place " + place);
        }
        return found;
    }

    /** Whether a place without a number lacks nothing but that. */
    private boolean isComplete(int place, long next) {
        int at = at(place);
        long length = LENGTH.get(file, at);
        return (next - 1 & 1) == place && MARK.get(file, at) == MAGIC && VERSION.get(file, at) == version && length <= room
                && CHECKSUM.get(file, at) == checksum(at, next, (int) length);
    }

    private ByteBuffer checked(int place, long ofNumber) throws JournalRejected {
        int at = at(place);
        if (MARK.get(file, at) != MAGIC) {
            throw new JournalRejected("it is no journal");
        }
        if (VERSION.get(file, at) != version) {
            throw new JournalRejected("it is of version " + VERSION.get(file, at) + ", and this host knows " + version);
        }
        long length = LENGTH.get(file, at);
        if (length > room) {
            throw new JournalRejected("a record has " + length + " bytes, and there is room for " + room);
        }
        if (CHECKSUM.get(file, at) != checksum(at, ofNumber, (int) length)) {
            throw new JournalRejected("the checksum of record " + ofNumber + " is wrong");
        }
        return file.slice(at + HEAD.size(), (int) length);
    }

    /** The very first record may have been on its way; a file that had two and has none was spoiled. */
    private void requireUntouched() throws JournalRejected {
        if (MARK.get(file, at(1)) != 0) {
            throw new JournalRejected("both its records are gone");
        }
    }

    private long checksum(int at, long ofNumber, int length) {
        CRC32C sum = new CRC32C();
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES).putLong(ofNumber).putInt(version).putInt(length).flip();
        sum.update(head);
        sum.update(file.slice(at + HEAD.size(), length));
        return sum.getValue();
    }
}
