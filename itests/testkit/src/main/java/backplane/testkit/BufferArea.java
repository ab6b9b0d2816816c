// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.util.Map;
import java.util.TreeMap;

/** Gives out pieces of a driver's memory, first fit. One thread. */
final class BufferArea {
    /** Pieces begin at multiples of this, as an indirect table asks for. */
    private static final int ALIGNMENT = 16;

    private final TreeMap<Integer, Integer> free = new TreeMap<>();
    private final Map<Integer, Integer> taken = new TreeMap<>();

    /** @param start a multiple of 16 */
    BufferArea(int start, int length) {
        free.put(start, length & -ALIGNMENT);
    }

    /**
     * @return where the piece begins
     * @throws IllegalStateException if there is no room
     */
    int take(int length) {
        int rounded = Math.max(ALIGNMENT, length + ALIGNMENT - 1 & -ALIGNMENT);
        for (Map.Entry<Integer, Integer> gap : free.entrySet()) {
            int start = gap.getKey();
            int room = gap.getValue();
            if (room >= rounded) {
                // the entry must not be asked after this: a TreeMap reuses it
                free.remove(start);
                if (room > rounded) {
                    free.put(start + rounded, room - rounded);
                }
                taken.put(start, rounded);
                return start;
            }
        }
        throw new IllegalStateException("the driver has no room left for a buffer of " + length + " bytes");
    }

    void giveBack(int start) {
        int length = taken.remove(start);
        Integer after = free.remove(start + length);
        if (after != null) {
            length += after;
        }
        Map.Entry<Integer, Integer> before = free.floorEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) {
            free.put(before.getKey(), before.getValue() + length);
        } else {
            free.put(start, length);
        }
    }
}
