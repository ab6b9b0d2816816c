// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.host.counters.QueueFigures;
import backplane.host.counters.SlotCounter;
import backplane.host.counters.SlotCounters;
import backplane.host.flight.Flight;
import backplane.host.ring.RingChain;
import backplane.operation.QueueLoad;
import backplane.operation.TraceEntry;

/** Measures one queue and shows it to whoever looks. On the worker, but for {@link #now}. */
final class QueueMeter {
    private final String slot;
    private final String name;
    private final int index;
    private final SlotCounters counters;
    private final QueueFigures figures = new QueueFigures();
    private long slow;
    /** The chain that is measured now, null for none. */
    private RingChain sample;
    private long since;
    private boolean answered;
    private int pushed;
    private long traced;

    QueueMeter(int index, String slot, String name, SlotCounters counters) {
        this.index = index;
        this.slot = slot;
        this.name = name;
        this.counters = counters;
    }

    /** @param nanos a request that takes longer is slow, 0 for none */
    void slowAfter(long nanos) {
        slow = nanos;
    }

    /** A ring starts: what was out of the one before is measured no longer. */
    void begin() {
        sample = null;
        answered = false;
        pushed = 0;
    }

    /** A chain was taken from the ring. One at a time is measured: the next one when that has been answered. */
    void taken(RingChain chain) {
        if (sample == null) {
            sample = chain;
            since = System.nanoTime();
        }
        chain.trace(0);
        if (counters.tap().isOn()) {
            chain.trace(++traced);
            counters.tap().chain(TraceEntry.Kind.REQUEST, index, traced, chain.room(), chain.copyRequest(TraceEntry.LONGEST),
                    chain.requestLength());
        }
    }

    /** A chain is about to be returned; its bytes are there still. */
    void returned(RingChain chain, long written) {
        pushed++;
        answered |= chain == sample;
        if (chain.traced() != 0 && counters.tap().isOn()) {
            counters.tap().chain(TraceEntry.Kind.ANSWER, index, chain.traced(), chain.room(), chain.copyAnswer(TraceEntry.LONGEST, written),
                    written);
        }
    }

    /** The driver sees what was returned. @param now System.nanoTime */
    void shown(long now) {
        figures.batch(pushed);
        pushed = 0;
        if (answered) {
            long nanos = now - since;
            answered = false;
            sample = null;
            figures.latency(nanos);
            if (slow > 0 && nanos > slow) {
                counters.add(SlotCounter.SLOW);
                Flight.slow(slot, name, nanos);
            }
        }
    }

    /** Any thread. */
    QueueLoad now() {
        return figures.now();
    }
}
