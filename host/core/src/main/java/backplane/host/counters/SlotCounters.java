// SPDX-License-Identifier: Apache-2.0
package backplane.host.counters;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The numbers of one slot. Any thread adds and reads; they start at 0 with the host and never go back. */
public final class SlotCounters {
    private final AtomicLongArray values = new AtomicLongArray(SlotCounter.values().length);

    private final AnswerClock answers = new AnswerClock();
    private final SlotTap tap = new SlotTap();

    /** Where somebody may look. */
    public SlotTap tap() {
        return tap;
    }

    /** When the driver was last answered. */
    public AnswerClock answers() {
        return answers;
    }

    public void add(SlotCounter counter) {
        values.getAndIncrement(counter.ordinal());
    }

    public void add(SlotCounter counter, long count) {
        values.getAndAdd(counter.ordinal(), count);
    }

    public long get(SlotCounter counter) {
        return values.get(counter.ordinal());
    }

    /** All of them by lower-case name, in the order of the table. */
    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new LinkedHashMap<>();
        for (SlotCounter counter : SlotCounter.values()) {
            snapshot.put(counter.name().toLowerCase(Locale.ROOT), get(counter));
        }
        return snapshot;
    }
}
