// SPDX-License-Identifier: Apache-2.0
package backplane.host.trace;

import backplane.chain.ChainFault;
import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A recorded request as a chain. What it is completed with may come from any thread; all else is of the one that plays the device's. */
final class RecordedChain implements DescriptorChain, ChainReader {
    /** As much as is kept of an answer, and some more for what a device writes beyond. */
    private static final int MOST_ROOM = 1 << 20;

    private final ByteBuffer request;
    private final Room answer;
    private volatile long written = -1;

    RecordedChain(byte[] request, long room) {
        this.request = ByteBuffer.wrap(request);
        answer = new Room((int) Math.min(room, MOST_ROOM));
    }

    byte[] request() {
        return request.array();
    }

    boolean isAnswered() {
        return written >= 0;
    }

    long written() {
        return written;
    }

    byte[] answer(int most) {
        return Arrays.copyOf(answer.bytes.array(), (int) Math.min(written, Math.min(most, answer.bytes.capacity())));
    }

    @Override
    public ChainReader reader() {
        return this;
    }

    @Override
    public ChainWriter writer() {
        return answer;
    }

    @Override
    public void complete(long length) {
        written = Math.max(0, length);
    }

    @Override
    public void handBack() {
        written = 0;
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
        into.put(request.slice(request.position(), count));
        request.position(request.position() + count);
        return count;
    }

    @Override
    public void skip(long bytes) {
        request.position(request.position() + (int) Math.min(Math.max(0, bytes), request.remaining()));
    }

    private static final class Room implements ChainWriter {
        private final ByteBuffer bytes;

        private Room(int size) {
            bytes = ByteBuffer.allocate(size);
        }

        @Override
        public long length() {
            return bytes.capacity();
        }

        @Override
        public long remaining() {
            return bytes.remaining();
        }

        @Override
        public void position(long fromStart) {
            if (fromStart < 0 || fromStart > bytes.capacity()) {
                throw new ChainFault(ChainFault.Reason.RESPONSE_TOO_SHORT, "there is no byte " + fromStart + " of " + bytes.capacity());
            }
            bytes.position((int) fromStart);
        }

        @Override
        public int write(ByteBuffer from) {
            int count = Math.min(from.remaining(), bytes.remaining());
            bytes.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            return count;
        }
    }
}
