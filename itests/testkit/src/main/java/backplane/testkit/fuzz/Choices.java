// SPDX-License-Identifier: Apache-2.0
package backplane.testkit.fuzz;

import java.util.SplittableRandom;

/**
 * Where the fuzzer takes its decisions from: a seed, for millions of them fast, or the bytes of a file, which a coverage-guided tool can
 * change one at a time. One thread.
 */
public final class Choices {
    /** Numbers at which code goes wrong. */
    private static final long[] EDGES = {0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024, 4095, 4096, 32767,
        32768, 65535, 65536, 0x7fffffffL, 0x80000000L, 0xffffffffL, -1L, Long.MAX_VALUE, Long.MIN_VALUE};

    private final SplittableRandom random;
    private final byte[] bytes;
    private int at;

    private Choices(SplittableRandom random, byte[] bytes) {
        this.random = random;
        this.bytes = bytes;
    }

    /** Without end, the same for the same seed. */
    public static Choices ofSeed(long seed) {
        return new Choices(new SplittableRandom(seed), null);
    }

    /** As long as there are bytes; after that each choice is 0. */
    public static Choices ofBytes(byte[] bytes) {
        return new Choices(null, bytes.clone());
    }

    /** Whether all bytes are used up; never for a seed. */
    public boolean isOver() {
        return bytes != null && at >= bytes.length;
    }

    /** 0 to {@code bound} - 1; {@code bound} is 1 or more. */
    public int below(int bound) {
        if (random != null) {
            return random.nextInt(bound);
        }
        int value = next();
        if (bound > 256) {
            value |= next() << 8;
        }
        return value % bound;
    }

    /** True once in {@code rarity} times. */
    public boolean onceIn(int rarity) {
        // the last value and not 0, so that bytes that are used up choose nothing rare
        return below(rarity) == rarity - 1;
    }

    /** Any number, mostly one at which code goes wrong. */
    public long number() {
        int kind = below(4);
        if (kind == 0) {
            return random != null ? random.nextLong() : next() | next() << 8 | (long) next() << 16 | (long) next() << 24;
        }
        return kind == 1 ? below(256) : EDGES[below(EDGES.length)];
    }

    /** Fills a part of an array. */
    public void fill(byte[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] = (byte) below(256);
        }
    }

    private int next() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }
}
