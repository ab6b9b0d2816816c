// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.kernel.Errno;
import backplane.kernel.KernelFault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One direction of a socket or pipe: bytes with descriptors beside them. As Linux has it (unix_stream_read_generic), a read
 * takes over the descriptors with the first byte of the send that brought them, and ends with that send; but it may well run
 * into that send from plain bytes before it. So a reader that asks for more than its message gets the next one's descriptors.
 */
final class FakeStream {
    /** As net.core.wmem_default; bytes. */
    static final int CAPACITY = 212_992;

    private final Deque<Sent> sent = new ArrayDeque<>();
    private Runnable onReadable = () -> { };
    private int queued;
    private boolean ended;
    private boolean abandoned;

    /** What one send brought. */
    private record Sent(ByteBuffer bytes, List<FakeFile> files) {
    }

    /** Called outside of the lock after each write, and at the end. */
    void onReadable(Runnable edge) {
        onReadable = edge;
    }

    synchronized boolean isReadable() {
        return queued > 0 || ended;
    }

    /**
     * @param files what came beside the bytes, each with a reference that the caller releases
     * @return how many bytes, 0 if there are none and {@code wait} is not set, -1 at the end
     */
    synchronized int read(ByteBuffer into, List<FakeFile> files, boolean wait) {
        while (wait && queued == 0 && !ended) {
            pause(0);
        }
        if (queued == 0) {
            return ended ? -1 : 0;
        }
        int before = into.position();
        boolean tookFiles = false;
        while (into.hasRemaining() && !sent.isEmpty() && !tookFiles) {
            Sent first = sent.peek();
            tookFiles = !first.files.isEmpty();
            files.addAll(first.files);
            first.files.clear();
            int piece = Math.min(into.remaining(), first.bytes.remaining());
            into.put(first.bytes.slice(first.bytes.position(), piece));
            first.bytes.position(first.bytes.position() + piece);
            queued -= piece;
            if (!first.bytes.hasRemaining()) {
                sent.remove();
            }
        }
        notifyAll();
        return into.position() - before;
    }

    /**
     * Writes all of {@code bytes}, waiting for room.
     *
     * @param files beside the first byte; this takes its own references
     * @param millis how long to wait; 0 writes what there is room for, and says nothing about the rest
     */
    void write(ByteBuffer bytes, List<FakeFile> files, int millis) throws KernelFault {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        List<FakeFile> beside = new ArrayList<>(files);
        while (bytes.hasRemaining()) {
            if (!writePiece(bytes, beside, deadline, millis > 0)) {
                return;
            }
            beside = new ArrayList<>();
            onReadable.run();
        }
    }

    private synchronized boolean writePiece(ByteBuffer bytes, List<FakeFile> files, long deadline, boolean wait) throws KernelFault {
        while (queued == CAPACITY && !ended && wait) {
            int left = Patience.millisUntil(deadline);
            if (left == 0) {
                throw new KernelFault(Errno.ETIMEDOUT, "send to a peer that does not read");
            }
            pause(left);
        }
        if (ended) {
            throw new KernelFault(Errno.EPIPE, "send");
        }
        int piece = Math.min(bytes.remaining(), CAPACITY - queued);
        if (piece == 0) {
            return false;
        }
        files.forEach(FakeFile::retain);
        ByteBuffer copy = ByteBuffer.allocate(piece).put(bytes.slice(bytes.position(), piece)).flip();
        bytes.position(bytes.position() + piece);
        sent.add(new Sent(copy, files));
        queued += piece;
        notifyAll();
        return true;
    }

    /** No more bytes: what is queued can still be read, and a write fails. */
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        onReadable.run();
    }

    /** The reader is gone: what is queued is dropped. */
    void abandon() {
        List<FakeFile> dropped = new ArrayList<>();
        synchronized (this) {
            ended = true;
            abandoned = true;
            sent.forEach(s -> dropped.addAll(s.files));
            sent.clear();
            queued = 0;
            notifyAll();
        }
        dropped.forEach(FakeFile::release);
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a system call", e);
        }
    }

    @Override
    public synchronized String toString() {
        return queued + " bytes queued" + (ended ? ", ended" : "") + (abandoned ? ", abandoned" : "");
    }
}
