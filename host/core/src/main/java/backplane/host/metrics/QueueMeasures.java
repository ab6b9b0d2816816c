// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import backplane.operation.QueueView;

/** One queue for JMX, as it was when it was asked for. Latencies are nanoseconds. Immutable. */
public final class QueueMeasures {
    private final QueueView queue;

    QueueMeasures(QueueView queue) {
        this.queue = queue;
    }

    public String getName() {
        return queue.name();
    }

    public int getHeld() {
        return queue.held();
    }

    public long getChains() {
        return queue.load().chains();
    }

    public long getBatches() {
        return queue.load().batches();
    }

    public long getLatencyMedian() {
        return queue.load().quantile(0.5);
    }

    public long getLatency99() {
        return queue.load().quantile(0.99);
    }

    public long getLatency999() {
        return queue.load().quantile(0.999);
    }

    public long getLatencyLongest() {
        return queue.load().longest();
    }
}
