// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import java.util.concurrent.TimeUnit;

/**
 * How many requests a device may have in a second, so that a driver that asks without end leaves the processor to the others. What it does
 * not use it keeps for {@link #BURST} at most. What is too much stays in the ring until its turn: nothing is refused. On the worker.
 */
final class Allowance {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final SlotCounters counters;
    /** Of one request, nanoseconds; 0 for no limit. */
    private long price;
    private long credit;
    private long last;

    Allowance(SlotCounters counters) {
        this.counters = counters;
    }

    /** @param perSecond 0 for all */
    void set(int perSecond) {
        price = perSecond == 0 ? 0 : SECOND / perSecond;
        credit = 0;
        last = System.nanoTime();
    }

    /** @return how many requests may be taken now, at most so many as are wanted */
    int grant(int wanted) {
        if (price == 0) {
            return wanted;
        }
        long now = System.nanoTime();
        credit = Math.min(Math.max(BURST, price), credit + now - last);
        last = now;
        return (int) Math.min(wanted, credit / price);
    }

    /** One request has been taken. */
    void spend() {
        credit -= price;
    }

    /**
     * How long to sleep while requests wait: until half a burst may be taken, so that what is held back wakes nobody for each single one.
     *
     * @return milliseconds; 0 if there is no limit, or one may be taken now
     */
    int pause() {
        if (price == 0 || credit >= price) {
            return 0;
        }
        counters.add(SlotCounter.HELD_BACK);
        return (int) Math.max(1, (Math.max(BURST / 2, price) - credit + MILLISECOND - 1) / MILLISECOND);
    }
}
