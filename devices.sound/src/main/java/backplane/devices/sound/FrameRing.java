// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import java.nio.ByteBuffer;

/**
 * Bytes on their way between the device's thread and the stream's: one puts in, the other takes out. What is consecutive on the
 * stream is so in memory, but for the seam at the end; as the capacity is a whole number of frames, no frame lies across it.
 */
final class FrameRing {
    private final int capacity;
    private final ByteBuffer forWriter;
    private final ByteBuffer forReader;
    private volatile long written;
    private volatile long read;

    /** @param capacity bytes, a whole number of frames */
    FrameRing(int capacity) {
        this.capacity = capacity;
        this.forWriter = ByteBuffer.allocateDirect(capacity);
        this.forReader = forWriter.duplicate();
    }

    int capacity() {
        return capacity;
    }

    /** Bytes that wait. Any thread. */
    int fill() {
        return (int) (written - read);
    }

    /** Bytes put in since the ring was made or cleared. Any thread. */
    long written() {
        return written;
    }

    /** Bytes taken out since the ring was made or cleared. Any thread. */
    long read() {
        return read;
    }

    /** Room for at most {@code most} bytes up to the seam; the same object each time. The writer's thread. */
    ByteBuffer writable(int most) {
        int at = (int) (written % capacity);
        int length = Math.min(Math.min(most, capacity - fill()), capacity - at);
        return forWriter.limit(at + length).position(at);
    }

    /** The first {@code bytes} of {@link #writable} are there now. The writer's thread. */
    void produced(int bytes) {
        written = written + bytes;
    }

    /** At most {@code most} bytes that wait, up to the seam; the same object each time. The reader's thread. */
    ByteBuffer readable(int most) {
        int at = (int) (read % capacity);
        int length = Math.min(Math.min(most, fill()), capacity - at);
        return forReader.limit(at + length).position(at);
    }

    /** The first {@code bytes} of {@link #readable} are no longer needed. The reader's thread. */
    void consumed(int bytes) {
        read = read + bytes;
    }

    /** Empty again, and all counts 0. Only while the other thread stays away. */
    void clear() {
        read = 0;
        written = 0;
    }
}
