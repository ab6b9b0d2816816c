// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import java.util.Arrays;

/**
 * A request that is being made up: little-endian fields, one after another, and room for the answer. It remembers where each field lies, so
 * that one can be spoiled. Used again for the next one.
 */
public final class FuzzRequest {
    private static final int LONGEST = 8192;
    private static final int MOST_FIELDS = 64;

    private final byte[] bytes = new byte[LONGEST];
    private final int[] fieldAt = new int[MOST_FIELDS + 1];
    private int fields;
    private int length;
    private long claimed;
    private long room;

    FuzzRequest() {
    }

    void begin() {
        fields = 0;
        length = 0;
        claimed = -1;
        room = 0;
    }

    public FuzzRequest u8(long value) {
        return field(value, 1);
    }

    public FuzzRequest u16(long value) {
        return field(value, 2);
    }

    public FuzzRequest u32(long value) {
        return field(value, 4);
    }

    public FuzzRequest u64(long value) {
        return field(value, 8);
    }

    /** @param count at most some thousand bytes, of any content */
    public FuzzRequest data(Choices choices, int count) {
        int end = Math.min(LONGEST, length + count);
        // one choice for all, so that data does not use up the bytes of a corpus file
        Arrays.fill(bytes, length, end, (byte) choices.below(256));
        length = end;
        return this;
    }

    /** Bytes of room for the answer that the device needs. */
    public FuzzRequest room(long count) {
        room = count;
        return this;
    }

    private FuzzRequest field(long value, int size) {
        if (length + size > LONGEST) {
            return this;
        }
        if (fields < MOST_FIELDS) {
            fieldAt[fields++] = length;
            fieldAt[fields] = length + size;
        }
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    /** One thing is made wrong. */
    void spoil(Choices choices) {
        switch (choices.below(8)) {
            case 0, 1, 2, 3 -> spoilField(choices);
            case 4 -> length = choices.below(length + 1);
            case 5 -> {
                int end = Math.min(LONGEST, length + 1 + choices.below(choices.onceIn(50) ? LONGEST : 16));
                choices.fill(bytes, length, Math.min(end, length + 16));
                length = end;
            }
            case 6 -> spoilRoom(choices);
            default -> {
                length = choices.below(64);
                choices.fill(bytes, 0, length);
            }
        }
    }

    private void spoilField(Choices choices) {
        if (fields == 0) {
            return;
        }
        int one = choices.below(fields);
        int from = fieldAt[one];
        int to = fieldAt[one + 1];
        if (choices.onceIn(3)) {
            bytes[from + choices.below(to - from)] ^= (byte) (1 << choices.below(8));
            return;
        }
        long value = choices.number();
        for (int i = from; i < to; i++) {
            bytes[i] = (byte) (value >>> 8 * (i - from));
        }
    }

    private void spoilRoom(Choices choices) {
        switch (choices.below(8)) {
            case 0, 1 -> room = 0;
            case 2, 3 -> room = choices.below((int) Math.min(room + 1, Integer.MAX_VALUE));
            case 4, 5 -> room += 1 + choices.below(16);
            // the most that a chain may have in all is 2^32 - 1: such a length must cost neither memory nor time
            case 6 -> room = 0xffff_0000L - length;
            default -> claimed = 0xffff_0000L - room;
        }
    }

    /** The request as a chain, or as a longer one that goes on with zeros. */
    FuzzChain chain(int queue) {
        return new FuzzChain(queue, Arrays.copyOf(bytes, length), Math.max(claimed, length), room);
    }
}
