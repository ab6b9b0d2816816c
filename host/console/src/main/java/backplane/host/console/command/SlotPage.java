// SPDX-License-Identifier: Apache-2.0
package backplane.host.console.command;

import backplane.operation.HandoverView;
import backplane.operation.QueueView;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One slot, laid out on a page. */
final class SlotPage {
    private static final String INDENT = " ";
    private final SlotView slot;

    private final List<HandoverView> handovers;

    SlotPage(SlotView slot, List<HandoverView> handovers) {
        this.slot = slot;
        this.handovers = handovers;
    }

    void print(PrintStream out) {
        out.println(slot.name());
        Columns facts = new Columns("", "", "");
        fact(facts, "type", slot.type());
        fact(facts, "state", slot.state() + ": " + meaning(slot.state()));
        fact(facts, "problem", slot.problem());
        fact(facts, "socket", String.valueOf(slot.socket()));
        fact(facts, "front-end", slot.frontend());
        fact(facts, "features", slot.negotiated());
        facts.print(out);
        section(out, "Settings", slot.settings(), true);
        queues(out);
        handovers(out);
        section(out, "Counters", slot.counters(), false);
        counts(out);
    }

    private void counts(PrintStream out) {
        if (slot.counts().isEmpty()) {
            return;
        }
        out.println("The device's own");
        Columns columns = new Columns("", "", "", "");
        slot.counts().forEach(count -> columns.row(INDENT, count.name(), count.value(), count.text()));
        columns.print(out);
    }

    private static void fact(Columns facts, String what, String value) {
        if (!value.isEmpty()) {
            facts.row(INDENT, what, value);
        }
    }

    private static void section(PrintStream out, String title, Map<String, ?> values, boolean byKey) {
        if (values.isEmpty()) {
            return;
        }
        out.println(title);
        Columns columns = new Columns("", "", "");
        (byKey ? new TreeMap<>(values) : values).forEach((key, value) -> columns.row(INDENT, key, value));
        columns.print(out);
    }

    private void queues(PrintStream out) {
        if (slot.queues().isEmpty()) {
            return;
        }
        out.println("Queues");
        Columns columns = new Columns(INDENT, "QUEUE", "NAME", "SIZE", "STATE", "HELD", "PROBLEM");
        for (QueueView queue : slot.queues()) {
            columns.row(INDENT, queue.index(), queue.name(), queue.size() == 0 ? "-" : queue.size(), state(queue), queue.held(),
                    queue.broken().isEmpty() ? "-" : queue.broken());
        }
        columns.print(out);
    }

    private void handovers(PrintStream out) {
        if (handovers.isEmpty()) {
            return;
        }
        out.println("Handovers");
        Columns columns = new Columns(INDENT, "WHEN", "TO", "AWAY", "PAUSE", "OFFERED AGAIN", "FAILED");
        for (HandoverView told : handovers) {
            columns.row(INDENT, told.when(), told.to(), told.awayMicros() + " µs",
                    told.pauseMicros() < 0 ? "-" : told.pauseMicros() + " µs", told.reoffered(), told.failed());
        }
        columns.print(out);
    }

    private static String state(QueueView queue) {
        if (!queue.broken().isEmpty()) {
            return "broken";
        }
        return (queue.started() ? "started" : "stopped") + (queue.enabled() ? ", enabled" : ", disabled");
    }

    private static String meaning(SlotState state) {
        return switch (state) {
            case REFUSED -> "its configuration was refused or its socket cannot be opened";
            case EMPTY -> "no bundle offers its type";
            case READY -> "waits for a front-end";
            case CONNECTED -> "serves a front-end";
            case PARKED -> "a front-end is connected, the device behind it is away";
        };
    }
}
