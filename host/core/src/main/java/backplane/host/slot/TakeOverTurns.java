// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.journal.TakeOverDeaths;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over slots that are being taken over from a former process, until it shows that this process does not die of them: the device
 * has answered a request that was not in flight before, or a second has gone by with the session going on. A slot of which processes have
 * died is tried alone, so that no other slot is given up for it. On the slots' thread.
 */
final class TakeOverTurns {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOverTurns.class);
    private static final long LOOK_MILLIS = 5;
    private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** For a session that is not gone on with, because nobody seats its device. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ScheduledExecutorService timer;
    private final Map<String, Trial> trials = new HashMap<>();

    /** One slot that is being taken over. */
    private record Trial(TakeOverDeaths deaths, SlotCounters counters, long began) {
        boolean isOver() {
            long answeredAnew = counters.get(SlotCounter.COMPLETED) - counters.get(SlotCounter.CHAINS_REOFFERED);
            long resumed = deaths.resumedNanos();
            return resumed >= 0 && answeredAnew > 0 || resumed > TRIAL_NANOS || System.nanoTime() - began > LONGEST_NANOS;
        }
    }

    TakeOverTurns(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Seats a slot's first device when it is the slot's turn: now, unless processes have died of one that is being tried, or of this one.
     *
     * @param deaths null for a slot that is not taken over
     * @param step   seats it; does nothing if that is out of date
     */
    void inTurn(String slot, TakeOverDeaths deaths, SlotCounters counters, Runnable step) {
        if (deaths == null || deaths.resumedNanos() >= 0 || trials.containsKey(slot)) {
            step.run();
            return;
        }
        boolean suspect = deaths.count() >= TakeOverDeaths.SUSPECT;
        boolean othersSuspect = trials.values().stream().anyMatch(trial -> trial.deaths().count() >= TakeOverDeaths.SUSPECT);
        if (othersSuspect || suspect && !trials.isEmpty()) {
            timer.schedule(() -> inTurn(slot, deaths, counters, step), LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (suspect) {
            LOG.warn("{}: is taken over alone: {} processes in succession have died at that", slot, deaths.count());
        }
        deaths.begin();
        trials.put(slot, new Trial(deaths, counters, System.nanoTime()));
        step.run();
        look(slot);
    }

    /** The process ends in good order: it did not die of anything. */
    void leave() {
        trials.values().forEach(trial -> trial.deaths().pause());
        trials.clear();
    }

    private static void told(String slot, Trial trial) {
        if (trial.counters().get(SlotCounter.COMPLETED) > 0) {
            Optional<Instant> began = ProcessHandle.current().info().startInstant();
            LOG.info("{}: taken over; its driver was answered again {} ms after this process began, {} ms after its take-over did",
                    slot, began.map(start -> Duration.between(start, Instant.now()).toMillis()).orElse(-1L),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - trial.began()));
        }
    }

    private void look(String slot) {
        Trial trial = trials.get(slot);
        if (trial == null) {
            return;
        }
        if (trial.isOver()) {
            trials.remove(slot);
            trial.deaths().survived();
            told(slot, trial);
        } else {
            timer.schedule(() -> look(slot), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
