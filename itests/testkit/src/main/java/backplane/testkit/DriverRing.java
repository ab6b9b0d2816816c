// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.memory.GuestAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import backplane.virtio.VirtqAvail;
import backplane.virtio.VirtqDesc;
import backplane.virtio.VirtqUsed;
import backplane.virtio.VirtqUsedElem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Plays the guest's driver on a split ring (VIRTIO 1.4, "Split Virtqueues"). The window holds the three parts and then the
 * buffers. Strict: a used element that no driver could take is an {@link AssertionError}. The methods under "for torture"
 * write what no driver should. One thread; the device is on another.
 */
public final class DriverRing implements DriverSide {
    private static final VarHandle U16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INDEX_MASK = 0xffff;
    private static final int ALIGNMENT = 64;

    private final ByteBuffer window;
    private final GuestAddress base;
    private final int size;
    private final boolean eventIdx;
    private final boolean indirect;
    private final int avail;
    private final int used;
    private final BufferArea buffers;
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final PostedChain[] posted;
    private int nextAvail;
    private int published;
    private int kickDecidedAt;
    private int lastUsed;
    private int outstanding;

    /**
     * @param window   at least {@link #bytes} long; its first byte is aligned to 16 and zeroed, as is all of it
     * @param base     the window's address
     * @param size     entries, a power of two
     * @param features what was negotiated; EVENT_IDX and INDIRECT_DESC count here
     */
    public DriverRing(ByteBuffer window, GuestAddress base, int size, FeatureSet features) {
        this.window = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
        this.size = size;
        this.eventIdx = features.has(VirtioFeature.EVENT_IDX);
        this.indirect = features.has(VirtioFeature.INDIRECT_DESC);
        this.avail = VirtqDesc.LAYOUT.size() * size;
        this.used = align(avail + VirtqAvail.size(size, eventIdx), 4);
        int parts = align(used + VirtqUsed.size(size, eventIdx), ALIGNMENT);
        this.buffers = new BufferArea(parts, window.limit() - parts);
        this.posted = new PostedChain[size];
        for (int i = 0; i < size; i++) {
            freeSlots.add(i);
        }
    }

    /** How long a window must be for {@code size} entries and {@code bufferBytes} of buffers. */
    public static int bytes(int size, int bufferBytes) {
        return align(align(VirtqDesc.LAYOUT.size() * size + VirtqAvail.size(size, true), 4) + VirtqUsed.size(size, true), ALIGNMENT)
                + align(bufferBytes, ALIGNMENT);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long start() {
        return 0;
    }

    @Override
    public GuestAddress descriptorTable() {
        return base;
    }

    @Override
    public GuestAddress availableRing() {
        return base.plus(avail);
    }

    @Override
    public GuestAddress usedRing() {
        return base.plus(used);
    }

    /** Chains added and not come back. */
    @Override
    public int outstanding() {
        return outstanding;
    }

    /** Descriptors that {@link #add} can still use. */
    @Override
    public int freeDescriptors() {
        return freeSlots.size();
    }

    /** The available index that the device can see, 0 to 65535. */
    public int published() {
        return published;
    }

    /**
     * Makes a chain, one descriptor for each element; the device sees it after {@link #publish()}.
     *
     * @return the head
     * @throws IllegalStateException if there are not enough descriptors or bytes
     */
    @Override
    public int add(List<byte[]> readable, int... writable) {
        int count = readable.size() + writable.length;
        if (count == 0 || freeSlots.size() < count) {
            throw new IllegalStateException("a chain of " + count + " descriptors, and " + freeSlots.size() + " are free");
        }
        PostedChain chain = place(readable, writable);
        for (int i = 0; i < count; i++) {
            chain.slots().add(freeSlots.pop());
        }
        for (int i = 0; i < count; i++) {
            PostedChain.Piece piece = chain.pieces().get(i);
            boolean last = i + 1 == count;
            descriptor(chain.slots().get(i), base.value() + piece.at(), piece.length(), flags(piece, last),
                    last ? 0 : chain.slots().get(i + 1));
        }
        return post(chain);
    }

    /** As {@link #add}, with one descriptor that points to a table of the others. */
    @Override
    public int addIndirect(List<byte[]> readable, int... writable) {
        if (!indirect) {
            throw new IllegalStateException("INDIRECT_DESC was not negotiated");
        }
        if (freeSlots.isEmpty()) {
            throw new IllegalStateException("no descriptor is free");
        }
        PostedChain chain = place(readable, writable);
        int count = chain.pieces().size();
        int table = buffers.take(count * VirtqDesc.LAYOUT.size());
        chain.buffers().add(table);
        for (int i = 0; i < count; i++) {
            PostedChain.Piece piece = chain.pieces().get(i);
            boolean last = i + 1 == count;
            writeDescriptor(table + i * VirtqDesc.LAYOUT.size(), base.value() + piece.at(), piece.length(), flags(piece, last),
                    last ? 0 : i + 1);
        }
        chain.slots().add(freeSlots.pop());
        descriptor(chain.slots().get(0), base.value() + table, count * VirtqDesc.LAYOUT.size(), VirtqDesc.F_INDIRECT, 0);
        return post(chain);
    }

    /** Shows the device what was added. */
    @Override
    public void publish() {
        published = nextAvail;
        U16.setRelease(window, avail + VirtqAvail.IDX.offset(), (short) published);
    }

    /** Whether the device wants a kick for what was published since the last question. */
    @Override
    public boolean needsKick() {
        VarHandle.fullFence();
        int old = kickDecidedAt;
        kickDecidedAt = published;
        if (!eventIdx) {
            return published != old && (usedFlags() & VirtqUsed.F_NO_NOTIFY) == 0;
        }
        return (published - availEvent() - 1 & INDEX_MASK) < (published - old & INDEX_MASK);
    }

    /** Takes back what the device has used, in its order. */
    @Override
    public List<UsedChain> poll() {
        List<UsedChain> back = new ArrayList<>();
        for (long[] element : pollRaw()) {
            PostedChain chain = element[0] < size ? posted[(int) element[0]] : null;
            if (chain == null) {
                throw new AssertionError("the device returned head " + element[0] + ", which it did not have");
            }
            if (element[1] > chain.writableLength()) {
                throw new AssertionError("the device says that it wrote " + element[1] + " bytes to a chain of "
                        + chain.writableLength() + " writable ones");
            }
            int head = (int) element[0];
            back.add(new UsedChain(head, element[1], chain.written(window, (int) element[1])));
            forget(head);
        }
        return back;
    }

    /**
     * Asks for a call at the next used chain.
     *
     * @return whether there is a used chain already, for which no call may come
     */
    @Override
    public boolean armCalls() {
        if (eventIdx) {
            U16.setRelease(window, avail + VirtqAvail.usedEvent(size), (short) lastUsed);
        } else {
            U16.setRelease(window, avail + VirtqAvail.FLAGS.offset(), (short) 0);
        }
        VarHandle.fullFence();
        return usedIndex() != lastUsed;
    }

    /** Asks for no call. With EVENT_IDX there is no way to say never: the next is asked for 65535 chains on. */
    @Override
    public void disarmCalls() {
        if (eventIdx) {
            U16.setRelease(window, avail + VirtqAvail.usedEvent(size), (short) (lastUsed - 1));
        } else {
            U16.setRelease(window, avail + VirtqAvail.FLAGS.offset(), (short) VirtqAvail.F_NO_INTERRUPT);
        }
    }

    // for torture

    /** Writes a descriptor, as wrong as you like. */
    public void descriptor(int slot, long address, long length, int flags, int next) {
        writeDescriptor(slot * VirtqDesc.LAYOUT.size(), address, length, flags, next);
    }

    /** Writes a descriptor into a table of the test's own, at {@code slot} of {@code table}. */
    public void descriptorIn(GuestAddress table, int slot, Descriptor descriptor) {
        writeDescriptor(offset(table) + slot * VirtqDesc.LAYOUT.size(), descriptor.address(), descriptor.length(),
                descriptor.flags(), descriptor.next());
    }

    /** A descriptor's four fields. */
    public record Descriptor(long address, long length, int flags, int next) {
    }

    /** Writes a slot of the available ring. */
    public void availEntry(int slot, int head) {
        U16.set(window, avail + VirtqAvail.entry(slot), (short) head);
    }

    /** Makes any head the next available one; it is not looked for when it comes back. */
    public void offer(int head) {
        availEntry(nextAvail & size - 1, head);
        nextAvail = nextAvail + 1 & INDEX_MASK;
    }

    /** Writes the available index; {@link #publish()} goes on from the old one. */
    public void availIndex(int index) {
        U16.setRelease(window, avail + VirtqAvail.IDX.offset(), (short) index);
    }

    /** Writes used_event, which is there with EVENT_IDX only. */
    public void usedEvent(int index) {
        U16.setRelease(window, avail + VirtqAvail.usedEvent(size), (short) index);
    }

    /** Takes back used elements as they are: head and length of each. Nothing is checked, nothing is freed. */
    public List<long[]> pollRaw() {
        int index = usedIndex();
        if ((index - lastUsed & INDEX_MASK) > size) {
            throw new AssertionError("the used index went from " + lastUsed + " to " + index + " on a ring of " + size);
        }
        List<long[]> elements = new ArrayList<>();
        for (; lastUsed != index; lastUsed = lastUsed + 1 & INDEX_MASK) {
            int at = used + VirtqUsed.entry(lastUsed & size - 1);
            elements.add(new long[] {VirtqUsedElem.ID.get(window, at), VirtqUsedElem.LEN.get(window, at)});
        }
        return elements;
    }

    public int usedIndex() {
        return (short) U16.getAcquire(window, used + VirtqUsed.IDX.offset()) & INDEX_MASK;
    }

    public int usedFlags() {
        return (short) U16.getAcquire(window, used + VirtqUsed.FLAGS.offset()) & INDEX_MASK;
    }

    /** What the device wrote to avail_event, which is there with EVENT_IDX only. */
    public int availEvent() {
        return (short) U16.getAcquire(window, used + VirtqUsed.availEvent(size)) & INDEX_MASK;
    }

    /** Takes room for bytes of the test's own. */
    public GuestAddress allocate(int length) {
        return base.plus(buffers.take(length));
    }

    /** Bytes of the window by address. Little-endian. */
    public ByteBuffer bytesAt(GuestAddress address, int length) {
        return window.slice(offset(address), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int offset(GuestAddress address) {
        return Math.toIntExact(address.value() - base.value());
    }

    private PostedChain place(List<byte[]> readable, int... writable) {
        PostedChain chain = new PostedChain(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (byte[] bytes : readable) {
            int at = piece(chain, bytes.length, false);
            window.put(at, bytes);
        }
        for (int length : writable) {
            piece(chain, length, true);
        }
        return chain;
    }

    private int piece(PostedChain chain, int length, boolean writable) {
        int at = buffers.take(length);
        chain.buffers().add(at);
        chain.pieces().add(new PostedChain.Piece(at, length, writable));
        return at;
    }

    private int post(PostedChain chain) {
        int head = chain.slots().get(0);
        posted[head] = chain;
        outstanding++;
        offer(head);
        return head;
    }

    private void forget(int head) {
        PostedChain chain = posted[head];
        posted[head] = null;
        outstanding--;
        for (int i = chain.slots().size() - 1; i >= 0; i--) {
            freeSlots.push(chain.slots().get(i));
        }
        chain.buffers().forEach(buffers::giveBack);
    }

    private static int flags(PostedChain.Piece piece, boolean last) {
        return (piece.writable() ? VirtqDesc.F_WRITE : 0) | (last ? 0 : VirtqDesc.F_NEXT);
    }

    private void writeDescriptor(int at, long address, long length, int flags, int next) {
        VirtqDesc.ADDR.put(window, at, address);
        VirtqDesc.LEN.put(window, at, length);
        VirtqDesc.FLAGS.put(window, at, flags);
        VirtqDesc.NEXT.put(window, at, next);
    }

    private static int align(int value, int alignment) {
        return value + alignment - 1 & -alignment;
    }
}
