// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A chain that can be offered again and again, and makes no garbage: for counting what a device makes. One thread at a time. */
public final class ReusedChain implements DescriptorChain, ChainReader {
    private final ByteBuffer request;
    private final Room room;
    private volatile boolean isOut;

    /**
     * @param words le32 that the driver sends
     * @param room  bytes for the answer
     */
    public ReusedChain(int[] words, long room) {
        request = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            request.putInt(word);
        }
        request.flip();
        this.room = new Room(room);
    }

    /** As offered for the first time. */
    public void reuse() {
        request.rewind();
        room.at = 0;
        isOut = true;
    }

    /** Whether the device has it. Any thread. */
    public boolean isOut() {
        return isOut;
    }

    @Override
    public ChainReader reader() {
        return this;
    }

    @Override
    public ChainWriter writer() {
        return room;
    }

    @Override
    public void complete(long written) {
        isOut = false;
    }

    @Override
    public void handBack() {
        isOut = false;
    }

    @Override
    public long length() {
        return request.capacity();
    }

    @Override
    public long remaining() {
        return request.remaining();
    }

    @Override
    public int read(ByteBuffer into) {
        int count = Math.min(into.remaining(), request.remaining());
        for (int i = 0; i < count; i++) {
            into.put(request.get());
        }
        return count;
    }

    @Override
    public void skip(long bytes) {
        request.position(request.position() + (int) Math.min(bytes, request.remaining()));
    }

    /** Room that forgets what is written. */
    private static final class Room implements ChainWriter {
        private final long length;
        private long at;

        private Room(long length) {
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long remaining() {
            return length - at;
        }

        @Override
        public void position(long fromStart) {
            at = fromStart;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = (int) Math.min(from.remaining(), length - at);
            from.position(from.position() + count);
            at += count;
            return count;
        }
    }
}
