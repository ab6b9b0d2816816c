// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One request of a driver without a ring, for the tests of devices: bytes to read, room to write, and what the device did with
 * them. Holds the device to the contract: an {@link AssertionError} comes out of the call that breaks it.
 *
 * <p>One thread at a time reads and writes; completion may come from any thread.
 */
public final class TestChain implements DescriptorChain {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    /** The driver's buffer before the device has written: what is left of it shows what was not written. */
    private static final byte UNTOUCHED = (byte) 0xa5;

    private final Readable reader;
    private final Writable writer;
    private boolean completed;
    private boolean handedBack;
    private long written;

    private TestChain(byte[] readable, int writable) {
        this.reader = new Readable(readable);
        this.writer = new Writable(writable);
    }

    /** @param writable bytes of room for the answer */
    public static TestChain request(byte[] readable, int writable) {
        return new TestChain(readable.clone(), writable);
    }

    /** @param readable two digits a byte with blanks between, such as {@code 04 00 03 00}; empty for none */
    public static TestChain request(String readable, int writable) {
        return new TestChain(HEX.parseHex(readable), writable);
    }

    @Override
    public ChainReader reader() {
        return reader;
    }

    @Override
    public ChainWriter writer() {
        return writer;
    }

    @Override
    public synchronized void complete(long length) {
        require(!completed && !handedBack, "a chain is given up once: it was " + this + ", now it is completed with " + length);
        require(length >= 0 && length <= writer.length(), "completed with " + length + " of " + writer.length() + " writable bytes");
        require(length <= writer.gapless(), "completed with " + length + " bytes, but only the first " + writer.gapless()
                + " were written without a gap");
        completed = true;
        written = length;
    }

    @Override
    public synchronized void handBack() {
        require(!completed && !handedBack, "a chain is given up once: it was " + this + ", now it is handed back");
        require(writer.untouched(), "a chain is handed back untouched, but it was written to");
        handedBack = true;
    }

    public synchronized boolean isCompleted() {
        return completed;
    }

    public synchronized boolean isHandedBack() {
        return handedBack;
    }

    /** Neither completed nor handed back. */
    public synchronized boolean isHeld() {
        return !completed && !handedBack;
    }

    /** The used length that the device gave. */
    public synchronized long written() {
        require(completed, "not completed yet");
        return written;
    }

    /** A copy of what the driver finds in its buffer: the bytes that the used length covers. */
    public synchronized byte[] answer() {
        return Arrays.copyOf(writer.bytes, (int) written());
    }

    /** {@link #answer()} as two digits a byte with blanks between. */
    public String answerHex() {
        return HEX.formatHex(answer());
    }

    @Override
    public synchronized String toString() {
        if (handedBack) {
            return "handed back";
        }
        return completed ? "completed with " + written : "held";
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static final class Readable implements ChainReader {
        private final byte[] bytes;
        private int at;

        private Readable(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public long remaining() {
            return bytes.length - at;
        }

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(into.remaining(), bytes.length - at);
            into.put(bytes, at, count);
            at += count;
            return count;
        }

        @Override
        public void skip(long count) {
            at = (int) Math.min(bytes.length, at + count);
        }
    }

    private static final class Writable implements ChainWriter {
        private final byte[] bytes;
        private final boolean[] touched;
        private int at;

        private Writable(int length) {
            this.bytes = new byte[length];
            this.touched = new boolean[length];
            Arrays.fill(bytes, UNTOUCHED);
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public long remaining() {
            return bytes.length - at;
        }

        @Override
        public void position(long fromStart) {
            require(fromStart >= 0 && fromStart <= bytes.length, "position " + fromStart + " of " + bytes.length);
            at = (int) fromStart;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = Math.min(from.remaining(), bytes.length - at);
            from.get(bytes, at, count);
            Arrays.fill(touched, at, at + count, true);
            at += count;
            return count;
        }

        private int gapless() {
            int count = 0;
            while (count < touched.length && touched[count]) {
                count++;
            }
            return count;
        }

        private boolean untouched() {
            for (boolean one : touched) {
                if (one) {
                    return false;
                }
            }
            return true;
        }
    }
}
