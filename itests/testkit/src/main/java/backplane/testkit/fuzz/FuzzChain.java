// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A chain as the device gets it, which tells on the device: given up twice, used after that, written past its room, answered with bytes
 * that were never written. A length may be far beyond what is stored; the rest reads as zeros. Completion may come from any thread.
 */
public final class FuzzChain implements DescriptorChain {
    private static final int KEPT = 16;

    private enum State { HELD, COMPLETED, HANDED_BACK }

    private final int queue;
    private final byte[] bytes;
    private final long length;
    private final long room;
    private final Source source = new Source();
    private final Sink sink = new Sink();
    private State state = State.HELD;
    private long written;
    private volatile String offence;

    FuzzChain(int queue, byte[] bytes, long length, long room) {
        this.queue = queue;
        this.bytes = bytes;
        this.length = length;
        this.room = room;
    }

    /** As the driver sent it, for the next device. */
    FuzzChain anew() {
        return new FuzzChain(queue, bytes, length, room);
    }

    public int queue() {
        return queue;
    }

    /** Bytes of the request. */
    public long length() {
        return length;
    }

    /** Bytes for the answer. */
    public long room() {
        return room;
    }

    /** A byte of the request, 0 to 255; 0 after what is stored. */
    public int requestByte(int place) {
        return place < bytes.length ? bytes[place] & 0xff : 0;
    }

    /** The used length. */
    public synchronized long written() {
        return written;
    }

    /** A byte among the first or the last 16 of the room for the answer, 0 to 255; -1 for one that was not written or not kept. */
    public synchronized int answerByte(long place) {
        return sink.written(place);
    }

    /** Little-endian, from the first 16 bytes of the answer. */
    public long answerU32(int place) {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (long) Math.max(0, answerByte(place + i)) << 8 * i;
        }
        return value;
    }

    synchronized boolean isHeld() {
        return state == State.HELD;
    }

    synchronized boolean isCompleted() {
        return state == State.COMPLETED;
    }

    /** What the device did wrong with it, or null. */
    String offence() {
        return offence;
    }

    @Override
    public ChainReader reader() {
        requireHeld("read");
        return source;
    }

    @Override
    public ChainWriter writer() {
        requireHeld("written");
        return sink;
    }

    @Override
    public synchronized void complete(long count) {
        requireHeld("completed");
        if (count < 0 || count > sink.gapless) {
            offend("completed with " + count + " bytes of " + room + ", but only " + sink.gapless + " were written without a gap");
        }
        written = count;
        state = State.COMPLETED;
    }

    @Override
    public synchronized void handBack() {
        requireHeld("handed back");
        if (sink.gapless > 0) {
            offend("handed back although it was written to");
        }
        state = State.HANDED_BACK;
    }

    private void requireHeld(String what) {
        if (state != State.HELD) {
            offend("is " + what + " after it was " + state);
        }
    }

    private void offend(String what) {
        offence = "a chain " + what + ": " + this;
        throw new AssertionError(offence);
    }

    @Override
    public String toString() {
        return "queue " + queue + ", " + length + " bytes "
                + HexFormat.of().formatHex(bytes, 0, Math.min(64, bytes.length)) + ", room " + room;
    }

    private final class Source implements ChainReader {
        private long at;

        @Override
        public long length() {
            return length;
        }

        @Override
        public long remaining() {
            return length - at;
        }

        @Override
        public int read(ByteBuffer into) {
            requireHeld("read");
            int count = (int) Math.min(into.remaining(), length - at);
            int stored = (int) Math.max(0, Math.min(count, bytes.length - at));
            if (stored > 0) {
                into.put(bytes, (int) at, stored);
            }
            for (int i = stored; i < count; i++) {
                into.put((byte) 0);
            }
            at += count;
            return count;
        }

        @Override
        public void skip(long count) {
            if (count < 0) {
                offend("is read backwards by " + count);
            }
            at = Math.min(length, at + count);
        }
    }

    private final class Sink implements ChainWriter {
        private final byte[] first = new byte[KEPT];
        private final byte[] last = new byte[KEPT];
        private long at;
        private long gapless;
        private long laterFrom;
        private long laterTo;

        @Override
        public long length() {
            return room;
        }

        @Override
        public long remaining() {
            return room - at;
        }

        @Override
        public void position(long fromStart) {
            if (fromStart < 0 || fromStart > room) {
                offend("is written at " + fromStart + " of " + room);
            }
            at = fromStart;
        }

        @Override
        public int write(ByteBuffer from) {
            requireHeld("written");
            int count = (int) Math.min(from.remaining(), room - at);
            for (int i = 0; i < count && at + i < KEPT; i++) {
                first[(int) at + i] = from.get(from.position() + i);
            }
            for (int i = (int) Math.min(count, Math.max(0, room - KEPT - at)); i < count; i++) {
                last[(int) ((at + i) % KEPT)] = from.get(from.position() + i);
            }
            from.position(from.position() + count);
            note(at, at + count);
            at += count;
            return count;
        }

        /** One piece may be written ahead, such as a status at the end; the gap before it is filled later. */
        private void note(long begin, long end) {
            if (begin <= gapless) {
                gapless = Math.max(gapless, end);
            } else if (laterFrom == laterTo) {
                laterFrom = begin;
                laterTo = end;
            } else {
                laterFrom = Math.min(laterFrom, begin);
                laterTo = Math.max(laterTo, end);
            }
            if (laterFrom < laterTo && laterFrom <= gapless) {
                gapless = Math.max(gapless, laterTo);
            }
        }

        private int written(long place) {
            if (place < 0 || place >= gapless && (place < laterFrom || place >= laterTo)) {
                return -1;
            }
            if (place < KEPT) {
                return first[(int) place] & 0xff;
            }
            return place >= room - KEPT ? last[(int) (place % KEPT)] & 0xff : -1;
        }
    }
}
