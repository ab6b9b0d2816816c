// SPDX-License-Identifier: Apache-2.0
package backplane.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The dirty log of a migrating front-end: one bit for each page of guest memory, the least significant first (vhost-user,
 * "Migration"; VHOST_LOG_PAGE of linux/vhost.h). Several devices and the front-end share it: bits are set atomically, in words of 32
 * bits. Each worker has an object of its own, over the same bytes.
 */
public final class DirtyLog {
    /** Bytes of guest memory for each bit, whatever the guest's own pages are. */
    public static final int PAGE = 4096;
    /** The log's place and size are multiples of this, bytes: atomic access needs it. */
    public static final int UNIT = 4;
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PAGE_SHIFT = 12;
    private static final int WORD_SHIFT = 5;

    private final ByteBuffer bits;
    private boolean marked;

    /** @param bits aligned to {@link #UNIT}, of a length that is a multiple of it */
    public DirtyLog(ByteBuffer bits) {
        this.bits = bits;
    }

    /**
     * Marks the pages of bytes that have been written. Pages behind the log's end have no bit: the front-end does not migrate them.
     *
     * @param address of guest memory
     * @param length  bytes; nothing is marked for 0
     */
    public void mark(long address, long length) {
        if (length <= 0) {
            return;
        }
        long last = address + length - 1 >>> PAGE_SHIFT;
        for (long page = address >>> PAGE_SHIFT; page <= last; page++) {
            long at = (page >>> WORD_SHIFT) * UNIT;
            if (at > bits.capacity() - UNIT) {
                break;
            }
            // Also if the bit is set already: the front-end may be clearing it, and must see what was written before.
            WORD.getAndBitwiseOr(bits, (int) at, 1 << (int) (page & 31));
            marked = true;
        }
    }

    /** Whether a page was marked since the last question. */
    public boolean takeMarked() {
        boolean was = marked;
        marked = false;
        return was;
    }
}
