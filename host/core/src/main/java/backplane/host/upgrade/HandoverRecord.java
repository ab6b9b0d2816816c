// SPDX-License-Identifier: Apache-2.0
package backplane.host.upgrade;

import backplane.host.counters.AnswerClock;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.operation.HandoverView;
import java.time.Instant;

/** One handover in numbers. The pause and the chains come after the device has been seated: with its first answer. */
final class HandoverRecord {
    private final Instant when = Instant.now();
    private final String to;
    private volatile long away;
    private final SlotCounters counters;
    private final long reofferedBefore;
    private final long failedBefore;
    private volatile AnswerClock.Pause pause;
    private volatile long reoffered = -1;
    private volatile long failed;

    /**
     * @param failedBefore {@link SlotCounter#CHAINS_FAILED} when it was
     */
    HandoverRecord(String to, SlotCounters counters, long failedBefore) {
        this.to = to;
        this.counters = counters;
        this.failedBefore = failedBefore;
        reofferedBefore = counters.get(SlotCounter.CHAINS_REOFFERED);
    }

    /** @param nanos from the moment when the old device was told to stop */
    void seated(long nanos) {
        away = nanos;
    }

    void pause(AnswerClock.Pause begun) {
        pause = begun;
    }

    /** The first answer has been given. On the worker. */
    void answered() {
        failed = counters.get(SlotCounter.CHAINS_FAILED) - failedBefore;
        reoffered = counters.get(SlotCounter.CHAINS_REOFFERED) - reofferedBefore;
    }

    HandoverView view() {
        AnswerClock.Pause begun = pause;
        boolean over = reoffered >= 0;
        return new HandoverView(when, to, away / 1000, begun == null || begun.nanos() < 0 ? -1 : begun.nanos() / 1000,
                over ? reoffered : counters.get(SlotCounter.CHAINS_REOFFERED) - reofferedBefore,
                over ? failed : counters.get(SlotCounter.CHAINS_FAILED) - failedBefore);
    }
}
