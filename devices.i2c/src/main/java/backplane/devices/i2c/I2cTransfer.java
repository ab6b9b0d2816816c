// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Messages that are one combined transfer on the bus. Belongs to one thread at a time: the device's while it is filled and read, the
 * bus's in between. Used again and again; its arrays grow to what the bounds allow and stay.
 */
public final class I2cTransfer {
    /** The most messages, whatever the adapter takes. */
    public static final int MOST_MESSAGES = 1024;
    /** The most bytes of all messages. */
    public static final int MOST_BYTES = 512 << 10;

    private static final int FIRST_MESSAGES = 4;
    private static final int FIRST_BYTES = 256;

    private int count;
    private int done;
    private int used;
    private boolean pec;
    private int[] addresses = new int[FIRST_MESSAGES];
    private int[] offsets = new int[FIRST_MESSAGES];
    private int[] lengths = new int[FIRST_MESSAGES];
    private boolean[] reads = new boolean[FIRST_MESSAGES];
    private byte[] bytes = new byte[FIRST_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(bytes);

    /** Empties it. */
    public I2cTransfer clear() {
        count = 0;
        done = 0;
        used = 0;
        pec = false;
        return this;
    }

    /**
     * Adds a message, its bytes all 0.
     *
     * @param address a {@link backplane.devices.i2c.wire.I2cAddress}
     * @param length  0 to {@link I2cAdapter#LONGEST_MESSAGE}
     * @throws IllegalArgumentException past one of the bounds: the caller has to check before
     */
    public void add(int address, boolean read, int length) {
        if (count == MOST_MESSAGES || length < 0 || length > I2cAdapter.LONGEST_MESSAGE || used + length > MOST_BYTES) {
            throw new IllegalArgumentException("message " + count + " of " + length + " bytes, after " + used);
        }
        if (count == addresses.length) {
            int more = count * 2;
            addresses = Arrays.copyOf(addresses, more);
            offsets = Arrays.copyOf(offsets, more);
            lengths = Arrays.copyOf(lengths, more);
            reads = Arrays.copyOf(reads, more);
        }
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + length, bytes.length * 2));
            view = ByteBuffer.wrap(bytes);
        }
        Arrays.fill(bytes, used, used + length, (byte) 0);
        addresses[count] = address;
        offsets[count] = used;
        lengths[count] = length;
        reads[count] = read;
        used += length;
        count++;
    }

    /** The last byte is a packet error code, which some adapters make and check themselves. */
    public void endWithPec(boolean withPec) {
        pec = withPec;
    }

    public boolean endsWithPec() {
        return pec;
    }

    public int count() {
        return count;
    }

    /** Messages that are done, from the first on. */
    public int done() {
        return done;
    }

    /** One message more is done. */
    public void advance() {
        done++;
    }

    public int address(int message) {
        return addresses[message];
    }

    public boolean isRead(int message) {
        return reads[message];
    }

    public int length(int message) {
        return lengths[message];
    }

    public int offset(int message) {
        return offsets[message];
    }

    /** The bytes of one message; the same object each time, so for one use. */
    ByteBuffer window(int message) {
        return view.limit(offsets[message] + lengths[message]).position(offsets[message]);
    }

    /** The bytes of all messages; another array after {@link #add}. */
    public byte[] bytes() {
        return bytes;
    }
}
