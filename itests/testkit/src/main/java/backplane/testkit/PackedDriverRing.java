// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import backplane.memory.GuestAddress;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Plays the guest's driver on a packed ring (VIRTIO 1.4, "Packed Virtqueues"), by the specification's text and by offsets of its own, so
 * that a slip in the product's layouts shows. The window holds the ring, the two event suppression structures and then the buffers.
 * Strict: a used descriptor that no driver could take is an {@link AssertionError}. One thread; the device is on another.
 */
public final class PackedDriverRing implements DriverSide {
    public static final int NEXT = 1;
    public static final int WRITE = 2;
    public static final int INDIRECT = 4;
    private static final VarHandle U16 = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int DESC = 16;
    private static final int AVAIL = 0x80;
    private static final int USED = 0x8000;
    private static final int ALIGNMENT = 64;

    private final ByteBuffer window;
    private final GuestAddress base;
    private final int size;
    private final boolean eventIdx;
    private final int driverEvent;
    private final int deviceEvent;
    private final BufferArea buffers;
    private final Deque<Integer> freeIds = new ArrayDeque<>();
    private final PostedChain[] posted;
    private int nextSlot;
    private boolean availWrap = true;
    private int usedSlot;
    private boolean usedWrap = true;
    private int free;
    private int outstanding;
    private int heldBackAt = -1;
    private int heldBackFlags;
    private int addedSinceKick;

    /**
     * @param window as for {@link DriverRing}, at least {@link #bytes} long
     * @param size   entries, 1 to 32768
     */
    public PackedDriverRing(ByteBuffer window, GuestAddress base, int size, FeatureSet features) {
        this.window = window.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
        this.size = size;
        eventIdx = features.has(VirtioFeature.EVENT_IDX);
        driverEvent = DESC * size;
        deviceEvent = driverEvent + 4;
        int parts = align(deviceEvent + 4);
        buffers = new BufferArea(parts, window.limit() - parts);
        posted = new PostedChain[size];
        free = size;
        for (int id = 0; id < size; id++) {
            freeIds.add(id);
        }
    }

    /** How long a window must be for {@code size} entries and {@code bufferBytes} of buffers. */
    public static int bytes(int size, int bufferBytes) {
        return align(DESC * size + 8) + align(bufferBytes);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long start() {
        return 0x8000_8000L;
    }

    @Override
    public GuestAddress descriptorTable() {
        return base;
    }

    @Override
    public GuestAddress availableRing() {
        return base.plus(driverEvent);
    }

    @Override
    public GuestAddress usedRing() {
        return base.plus(deviceEvent);
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    @Override
    public int freeDescriptors() {
        return free;
    }

    @Override
    public int add(List<byte[]> readable, int... writable) {
        PostedChain chain = place(readable, writable);
        int id = begin(chain, chain.pieces().size());
        for (int i = 0; i < chain.pieces().size(); i++) {
            PostedChain.Piece piece = chain.pieces().get(i);
            int flags = (piece.writable() ? WRITE : 0) | (i + 1 < chain.pieces().size() ? NEXT : 0);
            append(base.value() + piece.at(), piece.length(), id, flags);
        }
        return id;
    }

    @Override
    public int addIndirect(List<byte[]> readable, int... writable) {
        PostedChain chain = place(readable, writable);
        int count = chain.pieces().size();
        int table = buffers.take(count * DESC);
        chain.buffers().add(table);
        for (int i = 0; i < count; i++) {
            PostedChain.Piece piece = chain.pieces().get(i);
            describe(table + i * DESC, base.value() + piece.at(), piece.length(), 0);
            window.putShort(table + i * DESC + 14, (short) (piece.writable() ? WRITE : 0));
        }
        int id = begin(chain, 1);
        append(base.value() + table, count * DESC, id, INDIRECT);
        return id;
    }

    /**
     * Writes the next descriptor of the ring, as wrong as you like but for the two wrap bits. The first after a {@link #publish()} is shown
     * by the next.
     */
    public void append(long address, long length, int id, int flags) {
        int at = nextSlot * DESC;
        describe(at, address, length, id);
        int all = flags | (availWrap ? AVAIL : USED);
        if (heldBackAt < 0) {
            heldBackAt = at;
            heldBackFlags = all;
        } else {
            window.putShort(at + 14, (short) all);
        }
        addedSinceKick++;
        if (++nextSlot == size) {
            nextSlot = 0;
            availWrap = !availWrap;
        }
    }

    @Override
    public void publish() {
        if (heldBackAt >= 0) {
            U16.setRelease(window, heldBackAt + 14, (short) heldBackFlags);
            heldBackAt = -1;
        }
    }

    @Override
    public boolean needsKick() {
        VarHandle.fullFence();
        int added = addedSinceKick;
        addedSinceKick = 0;
        int event = deviceEvent();
        int flags = event >>> 16 & 3;
        if (flags != 2) {
            return added > 0 && flags == 0;
        }
        // How many slots ago the slot that the device waits for was filled, counted from the newest: it is among those added or not.
        int wanted = position(event & 0x7fff, (event & 0x8000) != 0);
        int behind = Math.floorMod(position(nextSlot, availWrap) - 1 - wanted, 2 * size);
        return behind < added;
    }

    @Override
    public List<UsedChain> poll() {
        List<UsedChain> back = new ArrayList<>();
        while (isUsed()) {
            int at = usedSlot * DESC;
            int id = window.getShort(at + 12) & 0xffff;
            long length = (window.getShort(at + 14) & WRITE) == 0 ? 0 : window.getInt(at + 8) & 0xffff_ffffL;
            PostedChain chain = id < size ? posted[id] : null;
            if (chain == null) {
                throw new AssertionError("the device returned buffer id " + id + ", which it did not have");
            }
            if (length > chain.writableLength()) {
                throw new AssertionError("the device says that it wrote " + length + " bytes to a chain of " + chain.writableLength());
            }
            back.add(new UsedChain(id, length, chain.written(window, (int) length)));
            forget(id);
        }
        return back;
    }

    @Override
    public boolean armCalls() {
        U32.setRelease(window, driverEvent, eventIdx ? 2 << 16 | usedSlot | (usedWrap ? 0x8000 : 0) : 0);
        VarHandle.fullFence();
        return isUsed();
    }

    @Override
    public void disarmCalls() {
        U32.setRelease(window, driverEvent, 1 << 16);
    }

    /** What the device wrote to its event suppression structure: a position in the lower half, flags in the upper. */
    public int deviceEvent() {
        return (int) U32.getAcquire(window, deviceEvent);
    }

    /** Writes the driver's event suppression structure. */
    public void driverEvent(int event) {
        U32.setRelease(window, driverEvent, event);
    }

    /** The ring's bytes, then those of both event suppression structures. */
    public ByteBuffer bytes() {
        return window;
    }

    /** Takes room for bytes of the test's own. */
    public GuestAddress allocate(int length) {
        return base.plus(buffers.take(length));
    }

    private boolean isUsed() {
        int flags = (short) U16.getAcquire(window, usedSlot * DESC + 14);
        boolean avail = (flags & AVAIL) != 0;
        return avail == usedWrap && avail == ((flags & USED) != 0);
    }

    private int position(int slot, boolean wrap) {
        return slot + (wrap ? 0 : size);
    }

    private void describe(int at, long address, long length, int id) {
        window.putLong(at, address).putInt(at + 8, (int) length).putShort(at + 12, (short) id);
    }

    private int begin(PostedChain chain, int slots) {
        if (free < slots || slots == 0) {
            chain.buffers().forEach(buffers::giveBack);
            throw new IllegalStateException("a chain of " + slots + " descriptors, and " + free + " are free");
        }
        // Buffer ids need not follow the ring: last in, first out.
        int id = freeIds.pop();
        for (int i = 0; i < slots; i++) {
            chain.slots().add(i);
        }
        posted[id] = chain;
        free -= slots;
        outstanding++;
        return id;
    }

    private void forget(int id) {
        PostedChain chain = posted[id];
        posted[id] = null;
        outstanding--;
        free += chain.slots().size();
        usedSlot += chain.slots().size();
        if (usedSlot >= size) {
            usedSlot -= size;
            usedWrap = !usedWrap;
        }
        freeIds.push(id);
        chain.buffers().forEach(buffers::giveBack);
    }

    private PostedChain place(List<byte[]> readable, int... writable) {
        PostedChain chain = new PostedChain(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (byte[] bytes : readable) {
            window.put(piece(chain, bytes.length, false), bytes);
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

    private static int align(int value) {
        return value + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
