// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Random scripts that can be played again: a failure names its seed, and {@code -Dbackplane.seed=} plays that one alone.
 */
public final class Seeds {
    /** The system property that names one seed to play. */
    public static final String PROPERTY = "backplane.seed";

    private Seeds() {
    }

    /** What is done with one seed. */
    public interface Script {
        void play(long seed) throws Exception;
    }

    /**
     * Plays {@code count} seeds, other ones each time, or the one that {@link #PROPERTY} names.
     *
     * @throws AssertionError naming the seed at which the script failed, with what it threw as the cause
     */
    public static void each(int count, Script script) {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty()) {
            play(Long.decode(named), script);
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < count; i++) {
            play(seeds.nextInt(Integer.MAX_VALUE), script);
        }
    }

    private static void play(long seed, Script script) {
        try {
            script.play(seed);
        } catch (Exception | AssertionError failure) {
            throw new AssertionError("with seed " + seed + " (play it again with -D" + PROPERTY + "=" + seed + "): "
                    + failure, failure);
        }
    }

    /** A generator for one seed. */
    public static Random random(long seed) {
        return new Random(seed);
    }

    /** {@code length} bytes. */
    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Cuts bytes at random places into 1 to {@code most} pieces, none of them empty unless all are. */
    public static List<byte[]> cut(Random random, byte[] whole, int most) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (pieces.size() + 1 < most && whole.length - at > 1) {
            int length = 1 + random.nextInt(whole.length - at);
            pieces.add(java.util.Arrays.copyOfRange(whole, at, at + length));
            at += length;
        }
        if (at < whole.length || pieces.isEmpty()) {
            pieces.add(java.util.Arrays.copyOfRange(whole, at, whole.length));
        }
        return pieces;
    }
}
