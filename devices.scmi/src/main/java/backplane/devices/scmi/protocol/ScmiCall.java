// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.protocol;

import backplane.devices.scmi.wire.ScmiHeader;
import backplane.devices.scmi.wire.ScmiStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * One command: its parameters, copied out of the guest's memory, and room for what it returns. Used again for the next one. The
 * device's thread fills it and sends what it returns; the platform's thread has it in between.
 */
public class ScmiCall {
    /** The longest message that is taken, header included, bytes. Linux sends at most 132. */
    public static final int LONGEST = 1024;

    private static final int STATUS_SIZE = 4;

    private final ByteBuffer request = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer reply = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private ScmiAgent agent;
    private int domain;
    private boolean overflow;
    private boolean changes;

    /**
     * Begins a call.
     *
     * @param room bytes that the driver has for the reply, header included; at least 8
     * @return where the message goes
     */
    public final ByteBuffer begin(ScmiAgent caller, long room) {
        agent = caller;
        domain = 0;
        overflow = false;
        changes = false;
        reply.clear().limit((int) Math.min(room, LONGEST));
        return request.clear();
    }

    /** The message is in {@link #begin}'s buffer, from its start to its position. */
    public final void filled() {
        request.flip();
        reply.putInt(header()).putInt(0);
    }

    public final ScmiAgent agent() {
        return agent;
    }

    public final int header() {
        return request.getInt(0);
    }

    /** Bytes of parameters. */
    public final int size() {
        return request.limit() - ScmiHeader.SIZE;
    }

    /** A parameter; {@code at} is within {@link #size()}, which the message's row has made sure of. */
    public final int u32(int at) {
        return request.getInt(ScmiHeader.SIZE + at);
    }

    /** A parameter of two le32, low one first. */
    public final long u64(int at) {
        return request.getLong(ScmiHeader.SIZE + at);
    }

    /** The domain that the message is about; the row has made sure that it is there. */
    public final int domain() {
        return domain;
    }

    final void about(int index) {
        domain = index;
    }

    final void noteChange() {
        changes = true;
    }

    /** Whether what the agent's next device has to know may be otherwise now; after {@link #end}. */
    public final boolean changes() {
        return changes;
    }

    /** Bytes that can still be returned. */
    public final int room() {
        return reply.remaining();
    }

    /** Bytes returned so far after the status: where {@link #set32} can go. */
    public final int returned() {
        return reply.position() - ScmiHeader.SIZE - STATUS_SIZE;
    }

    public final ScmiCall put8(int value) {
        if (fits(1)) {
            reply.put((byte) value);
        }
        return this;
    }

    public final ScmiCall put16(int value) {
        if (fits(2)) {
            reply.putShort((short) value);
        }
        return this;
    }

    public final ScmiCall put32(int value) {
        if (fits(4)) {
            reply.putInt(value);
        }
        return this;
    }

    /** Two le32, low one first. */
    public final ScmiCall put64(long value) {
        if (fits(8)) {
            reply.putLong(value);
        }
        return this;
    }

    /** A text of fixed width that ends with at least one NUL; what is longer is cut. */
    public final ScmiCall putText(String text, int width) {
        if (fits(width)) {
            for (int i = 0; i < width; i++) {
                reply.put(i < width - 1 && i < text.length() ? (byte) text.charAt(i) : 0);
            }
        }
        return this;
    }

    /** Changes what was returned before, as a count is that is known last. */
    public final void set32(int at, int value) {
        if (!overflow) {
            reply.putInt(ScmiHeader.SIZE + STATUS_SIZE + at, value);
        }
    }

    private boolean fits(int bytes) {
        overflow |= reply.remaining() < bytes;
        return !overflow;
    }

    /** What is left is the status alone if it is no success, or if there was no room for all that was returned. */
    public final void end(ScmiStatus status) {
        ScmiStatus told = status == ScmiStatus.SUCCESS && overflow ? ScmiStatus.PROTOCOL_ERROR : status;
        if (told != ScmiStatus.SUCCESS) {
            reply.position(ScmiHeader.SIZE + STATUS_SIZE);
        }
        reply.putInt(ScmiHeader.SIZE, told.code());
        reply.flip();
    }

    /** The reply, header included; after {@link #end}. */
    public final ByteBuffer reply() {
        return reply;
    }

    @Override
    public String toString() {
        byte[] bytes = new byte[request.limit()];
        request.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
