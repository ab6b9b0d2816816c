// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import backplane.operation.CountView;
import backplane.operation.SlotView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One device for JMX, as it was when it was asked for. Immutable. */
public final class DeviceFigures {
    private final SlotView slot;

    DeviceFigures(SlotView slot) {
        this.slot = slot;
    }

    public String getName() {
        return slot.name();
    }

    public String getType() {
        return slot.type();
    }

    public String getState() {
        return slot.state().name();
    }

    /** By the names that {@code vhost:show} has. */
    public Map<String, Long> getCounters() {
        return slot.counters();
    }

    /** What the device itself counts, by the same names. */
    public Map<String, Long> getCounts() {
        return slot.counts().stream().collect(Collectors.toMap(CountView::name, CountView::value));
    }

    public List<QueueMeasures> getQueues() {
        return slot.queues().stream().map(QueueMeasures::new).toList();
    }
}
