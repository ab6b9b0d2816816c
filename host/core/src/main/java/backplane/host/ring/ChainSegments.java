// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import backplane.chain.ChainFault;
import backplane.chain.ChainFault.Reason;
import backplane.memory.Extent;
import backplane.memory.GuestAddress;
import backplane.memory.MemoryFault;
import backplane.memory.MemoryTable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One direction of a chain: its descriptors as the driver wrote them, and the mapped pieces that hold their bytes. Reused from
 * chain to chain; grows to what the largest one needed.
 */
final class ChainSegments {
    private static final int FEW = 4;
    /** Arrays longer than this are not kept, or a guest could make each head of a ring keep the longest chain there is. */
    private static final int KEPT = 256;

    private long[] addresses = new long[FEW];
    private long[] lengths = new long[FEW];
    private int descriptors;

    private ByteBuffer[] buffers = new ByteBuffer[FEW];
    private int[] positions = new int[FEW];
    private int[] sizes = new int[FEW];
    private long[] starts = new long[FEW];
    private int pieces;
    private long total;

    void clear() {
        if (addresses.length > KEPT) {
            addresses = new long[FEW];
            lengths = new long[FEW];
        }
        if (buffers.length > KEPT) {
            buffers = new ByteBuffer[FEW];
            positions = new int[FEW];
            sizes = new int[FEW];
            starts = new long[FEW];
        }
        descriptors = 0;
        pieces = 0;
        total = 0;
    }

    /** Adds a descriptor; nothing is resolved yet. */
    void add(long address, long length) {
        if (descriptors == addresses.length) {
            addresses = Arrays.copyOf(addresses, descriptors * 2);
            lengths = Arrays.copyOf(lengths, descriptors * 2);
        }
        addresses[descriptors] = address;
        lengths[descriptors] = length;
        descriptors++;
        total += length;
    }

    /**
     * Finds the bytes of all descriptors in {@code memory}, before they are first used and when the memory table changes.
     *
     * @throws ChainFault UNMAPPED; the segments are empty of pieces then
     */
    void resolve(MemoryTable memory, Extent extent) {
        pieces = 0;
        for (int i = 0; i < descriptors; i++) {
            long address = addresses[i];
            long left = lengths[i];
            while (left > 0) {
                locate(memory, address, left, extent);
                addPiece(address, extent);
                address += extent.length();
                left -= extent.length();
            }
        }
    }

    private void locate(MemoryTable memory, long address, long left, Extent extent) {
        try {
            memory.locate(new GuestAddress(address), left, extent);
        } catch (MemoryFault fault) {
            pieces = 0;
            throw new ChainFault(Reason.UNMAPPED, fault.getMessage());
        }
    }

    private void addPiece(long address, Extent extent) {
        if (pieces == buffers.length) {
            buffers = Arrays.copyOf(buffers, pieces * 2);
            positions = Arrays.copyOf(positions, pieces * 2);
            sizes = Arrays.copyOf(sizes, pieces * 2);
            starts = Arrays.copyOf(starts, pieces * 2);
        }
        buffers[pieces] = extent.buffer();
        positions[pieces] = extent.position();
        sizes[pieces] = extent.length();
        starts[pieces] = address;
        pieces++;
    }

    /** Bytes of all descriptors, 0 to 2^32-1. */
    long total() {
        return total;
    }

    int pieces() {
        return pieces;
    }

    ByteBuffer buffer(int piece) {
        return buffers[piece];
    }

    int position(int piece) {
        return positions[piece];
    }

    int size(int piece) {
        return sizes[piece];
    }

    /** The guest address of a piece's first byte. */
    long start(int piece) {
        return starts[piece];
    }
}
