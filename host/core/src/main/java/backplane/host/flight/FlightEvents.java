// SPDX-License-Identifier: Apache-2.0
package backplane.host.flight;

import java.util.ArrayList;
import java.util.List;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.EventFactory;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.ValueDescriptor;

/**
 * The events, each a row. Made by a factory: of a class of ours the recorder would change the code, which then names a class of its own
 * that no bundle can see.
 */
final class FlightEvents {
    static final FlightEvents SESSION = new FlightEvents("Session", "A front-end has disconnected",
            number("connectedMillis", "How long it was connected"));
    static final FlightEvents HANDOVER = new FlightEvents("Handover", "A device was replaced behind its connection",
            text("to", "Bundle and version"), number("awayMicros", "Without a device, microseconds"),
            number("pauseMicros", "From the last answer before to the first after, microseconds; -1 if there was none before"));
    static final FlightEvents FAULT = new FlightEvents("Fault", "A contained fault", text("kind", "device, ring or front-end"),
            text("text", "What was wrong"));
    static final FlightEvents SLOW_REQUEST = new FlightEvents("SlowRequest", "A request that took longer than slow-ms",
            text("queue", "Queue"), number("latencyNanos", "From the ring to the driver's sight of the answer, nanoseconds"));

    private final EventFactory factory;

    private FlightEvents(String name, String label, ValueDescriptor... more) {
        List<ValueDescriptor> fields = new ArrayList<>(List.of(text("device", "Device")));
        fields.addAll(List.of(more));
        factory = EventFactory.create(List.of(new AnnotationElement(Name.class, "backplane." + name),
                new AnnotationElement(Label.class, label), new AnnotationElement(Category.class, new String[] {"Backplane"}),
                new AnnotationElement(StackTrace.class, false)), fields);
    }

    private static ValueDescriptor text(String name, String label) {
        return new ValueDescriptor(String.class, name, List.of(new AnnotationElement(Label.class, label)));
    }

    private static ValueDescriptor number(String name, String label) {
        return new ValueDescriptor(long.class, name, List.of(new AnnotationElement(Label.class, label)));
    }

    /** @param values in the order of the fields, the device first */
    void commit(Object... values) {
        Event event = factory.newEvent();
        for (int i = 0; i < values.length; i++) {
            event.set(i, values[i]);
        }
        event.commit();
    }
}
