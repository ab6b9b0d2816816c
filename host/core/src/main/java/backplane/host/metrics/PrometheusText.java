// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import backplane.host.counters.SlotCounter;
import backplane.operation.CountView;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Prometheus' text format 0.0.4: each name with its help and type once, then a line for each device or queue. */
final class PrometheusText {
    /** What is to be sent as Content-Type. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int EACH = 4;
    private static final double NANOS = 1e9;

    private final StringBuilder text = new StringBuilder(4096);

    private PrometheusText() {
    }

    static String of(SlotOperations operations, ProcessFigures process) {
        PrometheusText page = new PrometheusText();
        List<SlotView> slots = operations.slots();
        for (SlotCounter counter : SlotCounter.values()) {
            page.counter(counter, slots);
        }
        page.counts(slots);
        page.states(slots);
        page.queues("backplane_queue_held", "chains that the device has and has not answered", slots, QueueView::held);
        page.queues("backplane_queue_size", "ring entries, 0 before the front-end has set them", slots, QueueView::size);
        page.queues("backplane_queue_broken", "1 if the driver has broken the ring", slots, queue -> queue.broken().isEmpty() ? 0 : 1);
        page.batches(slots);
        page.latencies(slots);
        page.single("backplane_stuck_workers", "workers that do not come back from where they are", operations.stalls().size());
        page.single("backplane_process_threads", "threads of the host", process.threads());
        page.single("backplane_process_open_fds", "descriptors that the host has open", process.openFds());
        page.single("backplane_process_resident_bytes", "memory in use, with the guests' pages that were touched", process.residentBytes());
        page.single("backplane_process_mapped_bytes", "memory files that are mapped, such as front-ends share", process.mappedBytes());
        return page.text.toString();
    }

    private void counter(SlotCounter counter, List<SlotView> slots) {
        String key = counter.name().toLowerCase(Locale.ROOT);
        String name = "backplane_" + key + "_total";
        head(name, counter.text(), "counter");
        for (SlotView slot : slots) {
            device(name, slot);
            text.append("} ").append(slot.counters().getOrDefault(key, 0L)).append('\n');
        }
    }

    /** Those that devices count themselves; devices of a type count the same. */
    private void counts(List<SlotView> slots) {
        Map<String, Map<SlotView, CountView>> all = new TreeMap<>();
        for (SlotView slot : slots) {
            for (CountView count : slot.counts()) {
                String name = ("backplane_" + slot.type() + "_" + count.name() + "_total").replaceAll("[^a-zA-Z0-9_]", "_");
                all.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(slot, count);
            }
        }
        all.forEach((name, owners) -> {
            head(name, owners.values().iterator().next().text(), "counter");
            owners.forEach((slot, count) -> {
                device(name, slot);
                text.append("} ").append(count.value()).append('\n');
            });
        });
    }

    private void states(List<SlotView> slots) {
        head("backplane_device_state", "1 for the state that the device is in", "gauge");
        for (SlotView slot : slots) {
            for (SlotState state : SlotState.values()) {
                device("backplane_device_state", slot);
                label("state", state.name());
                text.append("} ").append(slot.state() == state ? 1 : 0).append('\n');
            }
        }
    }

    private void queues(String name, String help, List<SlotView> slots, ToLongFunction<QueueView> figure) {
        head(name, help, "gauge");
        for (SlotView slot : slots) {
            for (QueueView queue : slot.queues()) {
                device(name, slot);
                label("queue", queue.name());
                text.append("} ").append(figure.applyAsLong(queue)).append('\n');
            }
        }
    }

    private void batches(List<SlotView> slots) {
        head("backplane_queue_batch_chains", "chains shown to the driver at once", "summary");
        for (SlotView slot : slots) {
            for (QueueView queue : slot.queues()) {
                line("backplane_queue_batch_chains_sum", slot, queue, queue.load().chains());
                line("backplane_queue_batch_chains_count", slot, queue, queue.load().batches());
            }
        }
    }

    /** Of the 120 buckets every fourth one's end is told: powers of two, from 1 microsecond to 4.6 minutes. */
    private void latencies(List<SlotView> slots) {
        String name = "backplane_queue_latency_seconds";
        head(name, "from when a chain was taken from the ring until the driver could see its answer, one of each batch", "histogram");
        for (SlotView slot : slots) {
            for (QueueView queue : slot.queues()) {
                long below = 0;
                for (int bucket = 0; bucket < QueueLoad.BUCKETS; bucket++) {
                    below += queue.load().count(bucket);
                    if (bucket % EACH == EACH - 1) {
                        device(name + "_bucket", slot);
                        label("queue", queue.name());
                        label("le", bucket == QueueLoad.BUCKETS - 1 ? "+Inf" : Double.toString(QueueLoad.end(bucket) / NANOS));
                        text.append("} ").append(below).append('\n');
                    }
                }
                device(name + "_sum", slot);
                label("queue", queue.name());
                text.append("} ").append(queue.load().nanos() / NANOS).append('\n');
                line(name + "_count", slot, queue, below);
            }
        }
    }

    private void line(String name, SlotView slot, QueueView queue, long value) {
        device(name, slot);
        label("queue", queue.name());
        text.append("} ").append(value).append('\n');
    }

    private void single(String name, String help, long value) {
        head(name, help, "gauge");
        text.append(name).append(' ').append(value).append('\n');
    }

    private void head(String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void device(String name, SlotView slot) {
        text.append(name).append("{device=\"").append(escaped(slot.name())).append('"');
        label("type", slot.type());
    }

    private void label(String name, String value) {
        text.append(',').append(name).append("=\"").append(escaped(value)).append('"');
    }

    /** As the format wants it for a label's value. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
