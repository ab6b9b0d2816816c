// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.linux;

/**
 * Lets through so many edges of a line in a second. Of those beyond, the last one is given when the second is over, so that whoever
 * looks at levels is not left with an old one. On the reader's thread, but for {@link #suppressed} and {@link #set}.
 */
final class EdgeLimit {
    static final int NOTHING = -1;
    private static final long SECOND = 1_000_000_000L;

    private volatile int most;
    private long began;
    private int count;
    private int heldBack = NOTHING;
    private volatile long suppressed;

    /** @param most in a second; 0 for no limit */
    EdgeLimit(int most) {
        this.most = most;
    }

    /** Another limit from now on; what is held back comes when its second is over. Any thread. */
    void set(int newMost) {
        most = newMost;
    }

    /** Whether this edge goes on. */
    boolean lets(int level, long now) {
        int limit = most;
        if (limit == 0) {
            heldBack = NOTHING;
            return true;
        }
        if (count == 0 || now - began >= SECOND) {
            began = now;
            count = 0;
            heldBack = NOTHING;
        }
        if (count < limit) {
            count++;
            heldBack = NOTHING;
            return true;
        }
        heldBack = level;
        suppressed++;
        return false;
    }

    boolean holdsBack() {
        return heldBack != NOTHING;
    }

    /** The level of the last edge that was held back, once its second is over; {@link #NOTHING} otherwise. */
    int giveBack(long now) {
        if (heldBack == NOTHING || now - began < SECOND) {
            return NOTHING;
        }
        int level = heldBack;
        heldBack = NOTHING;
        count = 0;
        return level;
    }

    /** Edges that did not go on. Any thread. */
    long suppressed() {
        return suppressed;
    }
}
