// SPDX-License-Identifier: Apache-2.0
package backplane.host.journal;

import backplane.wire.U32;
import backplane.wire.WireStruct;
import java.nio.ByteBuffer;

/**
 * How many processes in succession have died of one slot's take-over, in a file that outlives them. A process that dies at it leaves the
 * count one higher; one that gets through sets it back. So what a former process left cannot kill its successors without end.
 * On the slots' thread, but for {@link #resumed()}.
 *
 * <pre>
 *   u32 deaths          0 in a new file; what cannot be believed counts as too many
 * </pre>
 */
public final class TakeOverDeaths {
    /** After so many the session is given up, and the slot begins anew. */
    static final int MOST = 6;
    /** From so many on the slots are taken over one after another, so that it shows which one it is. */
    public static final int SUSPECT = 3;
    static final int SIZE = 4096;
    private static final WireStruct.Table T = WireStruct.littleEndian("take_over_deaths");
    private static final U32 DEATHS = T.u32("deaths");

    static {
        T.end(4);
    }

    private final ByteBuffer file;
    private boolean trying;
    /** System.nanoTime; 0 before. */
    private volatile long resumedAt;

    /** @param file of {@link #SIZE} bytes */
    TakeOverDeaths(ByteBuffer file) {
        this.file = file;
    }

    /** Processes that died of it, this one not included. */
    public int count() {
        long found = DEATHS.get(file, 0) - (trying ? 1 : 0);
        return (int) Math.min(found, MOST);
    }

    /** @throws JournalRejected if too many have died of it */
    void require() throws JournalRejected {
        if (count() >= MOST) {
            throw new JournalRejected("the last " + MOST + " processes died while they took it over");
        }
    }

    /** From now on this process may die of it. */
    public void begin() {
        if (!trying) {
            DEATHS.put(file, 0, count() + 1L);
            trying = true;
        }
    }

    /** Nobody has died of this step; the next one counts for itself. Also when the process ends in good order. */
    public void pause() {
        if (trying) {
            int before = count();
            trying = false;
            DEATHS.put(file, 0, before);
        }
    }

    /** This process has got through: what comes after is not the take-over's. */
    public void survived() {
        trying = false;
        DEATHS.put(file, 0, 0);
    }

    /** The session goes on, or is over. On the control thread. */
    void resumed() {
        resumedAt = System.nanoTime() | 1;
    }

    /** How long the session has gone on, in nanoseconds; -1 before. Any thread. */
    public long resumedNanos() {
        long since = resumedAt;
        return since == 0 ? -1 : System.nanoTime() - since;
    }
}
