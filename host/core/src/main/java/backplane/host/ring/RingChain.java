// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.memory.Extent;
import backplane.memory.MemoryTable;
import java.nio.ByteBuffer;

/**
 * A chain of a ring. There is one object for each number by which a driver may know one, used again and again, so that a request
 * allocates nothing.
 * Everything but {@link #complete} and {@link #handBack} is the worker's alone.
 */
public final class RingChain implements DescriptorChain {
    private static final long NOT = -1;

    private final int head;
    private final int queue;
    private final ChainOwner owner;
    private final ChainSegments readable = new ChainSegments();
    private final ChainSegments writable = new ChainSegments();
    private final SegmentCursor reader;
    private final SegmentCursor writer;
    private int slots;
    private int entry;
    private boolean held;
    private long place;
    private boolean handedBack;
    private long answered = NOT;
    private long traced;

    RingChain(int head, int queue, ChainOwner owner, RingLogging.Switch log) {
        this.head = head;
        this.queue = queue;
        this.owner = owner;
        reader = new SegmentCursor(readable, log);
        writer = new SegmentCursor(writable, log);
    }

    /** By which the driver knows it: the index of its first descriptor, or the buffer id in a packed ring. */
    public int head() {
        return head;
    }

    public int queue() {
        return queue;
    }

    /** Whether it was taken from the ring and has not been returned. */
    public boolean isHeld() {
        return held;
    }

    /** How many chains of its ring were taken before it. */
    public long place() {
        return place;
    }

    /** Whether the device gave it back and nobody has it now. */
    public boolean isHandedBack() {
        return handedBack;
    }

    /** Set by the worker when the device hands the chain back, and cleared when it is offered again. */
    public void setHandedBack(boolean now) {
        handedBack = now;
    }

    /** Its number in a trace, 0 for none. */
    public long traced() {
        return traced;
    }

    public void trace(long number) {
        traced = number;
    }

    /** Bytes that the driver sent. */
    public long requestLength() {
        return readable.total();
    }

    /** Bytes that the driver has room for. */
    public long room() {
        return writable.total();
    }

    /** A copy of the request's first bytes; the device's place in it stays where it is. */
    public byte[] copyRequest(int most) {
        return copy(readable, Math.min(most, readable.total()));
    }

    /** A copy of the answer's first bytes. @param written how many there are */
    public byte[] copyAnswer(int most, long written) {
        return copy(writable, Math.min(Math.min(most, written), writable.total()));
    }

    private static byte[] copy(ChainSegments from, long length) {
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        new SegmentCursor(from, null).read(bytes);
        return bytes.array();
    }

    /** Goes to the start of both streams, for a chain that is offered again. */
    public void rewind() {
        reader.rewind();
        writer.rewind();
    }

    void taken(long next) {
        held = true;
        place = next;
        answered = NOT;
        handedBack = false;
        rewind();
    }

    void returned() {
        held = false;
        handedBack = false;
        readable.clear();
        writable.clear();
    }

    /** The device is done with it, and it waits for older ones. */
    void answer(long written) {
        answered = written;
    }

    boolean isAnswered() {
        return answered != NOT;
    }

    long answered() {
        return answered;
    }

    /** How many slots of a packed ring it lies in. */
    int slots() {
        return slots;
    }

    /** Its entry in a packed in-flight table. */
    int entry() {
        return entry;
    }

    void place(int inSlots, int atEntry) {
        slots = inSlots;
        entry = atEntry;
    }

    ChainSegments readable() {
        return readable;
    }

    ChainSegments writable() {
        return writable;
    }

    /** Moves a held chain over to another memory table; a chain that is not whole in it answers ChainFault from now on. */
    void rebind(MemoryTable memory, Extent extent) {
        try {
            readable.resolve(memory, extent);
            writable.resolve(memory, extent);
            reader.relocate();
            writer.relocate();
        } catch (ChainFault unmapped) {
            owner.faulted(this, unmapped);
        }
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
    public void complete(long written) {
        owner.completed(this, Math.max(0, Math.min(written, writable.total())));
    }

    @Override
    public void handBack() {
        owner.handedBack(this);
    }

    @Override
    public String toString() {
        return "chain " + head + " of queue " + queue;
    }
}
