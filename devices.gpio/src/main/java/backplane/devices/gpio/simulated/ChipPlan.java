// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio.simulated;

import java.util.ArrayList;
import java.util.List;

/**
 * What a simulated chip is to be like, as the configuration says.
 *
 * @param lines 1 or more
 * @param names one for each line, empty for a line without
 * @param levels the initial ones, one for each line
 * @param wires in order: of several that end at one line, the first that is driven counts
 */
public record ChipPlan(int lines, List<String> names, List<Integer> levels, List<Wire> wires) {
    static final int NO_LINE = -1;

    /** @param names and {@code levels}: those missing at the end are empty and 0 */
    public ChipPlan {
        names = padded(names, lines, "");
        levels = padded(levels, lines, 0);
        wires = List.copyOf(wires);
    }

    /** The line that {@code text} names: an offset, else a name; {@link #NO_LINE} if there is none. */
    int line(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int offset = Integer.parseInt(text);
            return offset < lines ? offset : NO_LINE;
        }
        return text.isEmpty() ? NO_LINE : names.indexOf(text);
    }

    /**
     * Whether the chip of {@code device} may have the wire: one end or both are the device's, each of those is one of its lines, and
     * they are not the same line.
     */
    public boolean takes(Wire wire, String device) {
        boolean ownFrom = wire.from().isOf(device);
        boolean ownTo = wire.to().isOf(device);
        int from = line(wire.from().line());
        int to = line(wire.to().line());
        return (ownFrom || ownTo) && (!ownFrom || from != NO_LINE) && (!ownTo || to != NO_LINE)
                && !(ownFrom && ownTo && from == to);
    }

    private static <T> List<T> padded(List<T> given, int size, T filler) {
        List<T> all = new ArrayList<>(given);
        while (all.size() < size) {
            all.add(filler);
        }
        return List.copyOf(all);
    }
}
