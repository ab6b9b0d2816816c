// SPDX-License-Identifier: Apache-2.0
package backplane.host.counters;

/**
 * When the driver last got an answer, so that a pause can be told as the guest sees it: from the last answer before it to the first
 * after it. The worker notes; any thread reads.
 */
public final class AnswerClock {
    /** In place of a time: there is none yet. */
    public static final long NONE = -1;

    private volatile long last = System.nanoTime();
    private volatile boolean answered;
    private volatile Pause pause;

    /** A pause that is going on, or has ended. */
    public static final class Pause {
        private final long from;
        private final boolean busy;
        private final Runnable ended;
        private volatile long nanos = NONE;

        private Pause(long from, boolean busy, Runnable ended) {
            this.from = from;
            this.busy = busy;
            this.ended = ended;
        }

        /** From the last answer before to the first after, or {@link #NONE} before there is one, or if there was none before. */
        public long nanos() {
            return busy ? nanos : NONE;
        }
    }

    /** Answers have been shown to the driver. On the worker. @return System.nanoTime */
    public long note() {
        long now = System.nanoTime();
        last = now;
        answered = true;
        Pause current = pause;
        if (current != null) {
            pause = null;
            current.nanos = now - current.from;
            current.ended.run();
        }
        return now;
    }

    /**
     * The device has just been replaced, and nothing answered by the new one yet. On the worker.
     *
     * @param ended called on the worker at the first answer; not at all if another pause begins before
     */
    public Pause pause(Runnable ended) {
        Pause begun = new Pause(last, answered, ended);
        pause = begun;
        return begun;
    }
}
