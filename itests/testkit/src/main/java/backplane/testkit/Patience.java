// SPDX-License-Identifier: Apache-2.0
package backplane.testkit;

import java.time.Duration;

/** How long a test waits for the other side. Long enough for a loaded machine, and no test waits it out but one that fails. */
public final class Patience {
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Patience() {
    }

    /** When a wait that begins now is over, on the scale of {@link System#nanoTime()}. */
    static long deadline() {
        return System.nanoTime() + LIMIT.toNanos();
    }

    /** Milliseconds left, at least 1 while there is time, and 0 afterwards. */
    static int millisUntil(long deadline) {
        long left = deadline - System.nanoTime();
        return left <= 0 ? 0 : (int) (left / 1_000_000 + 1);
    }
}
