// SPDX-License-Identifier: Apache-2.0
package backplane.host.counters;

import backplane.operation.TraceEntry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Where somebody may look at what goes on at a slot. While nobody does, a request costs one read of a field. */
public final class SlotTap {
    private final List<Consumer<TraceEntry>> listeners = new CopyOnWriteArrayList<>();

    /** Any thread. */
    public boolean isOn() {
        return !listeners.isEmpty();
    }

    /** @param listener called on the slot's threads; never waits, never throws */
    public void add(Consumer<TraceEntry> listener) {
        listeners.add(listener);
    }

    public void remove(Consumer<TraceEntry> listener) {
        listeners.remove(listener);
    }

    /** A message of the front-end and what became of it. On the control thread. */
    public void message(String text) {
        tell(new TraceEntry(Instant.now(), TraceEntry.Kind.MESSAGE, -1, 0, 0, new byte[0], 0, text));
    }

    /** A request or an answer. On the worker. */
    public void chain(TraceEntry.Kind kind, int queue, long number, long room, byte[] bytes, long length) {
        tell(new TraceEntry(Instant.now(), kind, queue, number, room, bytes, length, ""));
    }

    private void tell(TraceEntry entry) {
        for (Consumer<TraceEntry> listener : listeners) {
            listener.accept(entry);
        }
    }
}
