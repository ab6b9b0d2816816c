// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a worker does between the last chain and its sleep. With {@link Polling} it looks at its empty rings for a while, with the driver's
 * kicks off; only then it asks for kicks. An adaptive time grows while requests come a little later than it looks, and ends where they
 * come later than it may look, as the kernel's halt polling does. On the worker.
 */
final class BusyWait {
    /** Looks between two at the clock and the mailbox. */
    private static final int LOOKS = 16;
    private static final long FIRST = TimeUnit.MICROSECONDS.toNanos(10);

    private final List<ServedQueue> queues;
    private final Mailbox mailbox;
    private final SlotCounters counters;
    private boolean adaptive;
    private long most;
    private long time;
    /** When the rings had become empty, before the sleep that is going on; 0 for none that matters. */
    private long idleSince;

    BusyWait(List<ServedQueue> queues, Mailbox mailbox, SlotCounters counters) {
        this.queues = queues;
        this.mailbox = mailbox;
        this.counters = counters;
    }

    /** Not by how many processors this thread may use: the driver may have others. */
    void set(Polling polling) {
        adaptive = polling.adaptive();
        most = TimeUnit.MICROSECONDS.toNanos(polling.most());
        time = adaptive ? Math.min(time, most) : most;
        idleSince = 0;
    }

    /** Whether rings that are empty are looked at before their kicks are asked for. */
    boolean isOn() {
        return most > 0;
    }

    /**
     * All rings are empty, or not to be served.
     *
     * @param sleep how long the worker may sleep, as {@link WorkerThread.Rounds#serve} has it
     * @return the same, or 0 or AT_ONCE if there is work after all
     */
    int rest(int sleep) {
        long began = isOn() ? System.nanoTime() : 0;
        if (sleep < 0 && time > 0 && hasQuiet() && finds(began)) {
            return WorkerThread.Rounds.AT_ONCE;
        }
        idleSince = began;
        boolean more = false;
        for (int i = 0; i < queues.size(); i++) {
            more |= queues.get(i).askForKicks();
        }
        return more ? 0 : sleep;
    }

    private boolean hasQuiet() {
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).isQuiet()) {
                return true;
            }
        }
        return false;
    }

    private boolean finds(long began) {
        counters.add(SlotCounter.POLLS);
        boolean found = false;
        long now = began;
        while (!found && now - began < time && mailbox.isEmpty()) {
            for (int look = 0; look < LOOKS && !found; look++) {
                Thread.onSpinWait();
                found = looks();
            }
            now = System.nanoTime();
        }
        counters.add(SlotCounter.POLL_NANOS, now - began);
        if (found) {
            counters.add(SlotCounter.POLL_HITS);
        }
        return found || !mailbox.isEmpty();
    }

    private boolean looks() {
        boolean found = false;
        for (int i = 0; i < queues.size(); i++) {
            found |= queues.get(i).looksFull();
        }
        return found;
    }

    /** A kick has ended a sleep. */
    void kicked() {
        if (idleSince == 0) {
            return;
        }
        long gap = System.nanoTime() - idleSince;
        idleSince = 0;
        if (adaptive && gap > most) {
            time = 0;
        } else if (adaptive && gap > time) {
            time = Math.min(most, Math.max(FIRST, time * 2));
        }
    }
}
