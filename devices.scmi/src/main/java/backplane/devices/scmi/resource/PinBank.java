// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pins, groups of them, and functions that a group can have; who uses what, and how each is set. On the platform's thread.
 */
public final class PinBank {
    /** No agent, no function. */
    public static final int NONE = -1;

    private final List<String> pins;
    private final List<Group> groups;
    private final List<Function> functions;
    private final int[] owners;
    private final int[] selected;
    private final List<SortedMap<Integer, Integer>> settings;

    /** @param pins indexes of pins */
    public record Group(String name, List<Integer> pins) {
    }

    /** @param groups indexes of groups that can have it */
    public record Function(String name, List<Integer> groups) {
    }

    public PinBank(List<String> pins, List<Group> groups, List<Function> functions) {
        this.pins = List.copyOf(pins);
        this.groups = List.copyOf(groups);
        this.functions = List.copyOf(functions);
        owners = new int[pins.size()];
        Arrays.fill(owners, NONE);
        selected = new int[pins.size()];
        Arrays.fill(selected, NONE);
        settings = pins.stream().<SortedMap<Integer, Integer>>map(pin -> new TreeMap<>()).toList();
    }

    public List<String> pins() {
        return pins;
    }

    public List<Group> groups() {
        return groups;
    }

    public List<Function> functions() {
        return functions;
    }

    /** Whether all of these are free or this agent's. */
    public boolean isFreeFor(int agent, List<Integer> which) {
        return which.stream().allMatch(pin -> owners[pin] == NONE || owners[pin] == agent);
    }

    public void take(int agent, List<Integer> which) {
        which.forEach(pin -> owners[pin] = agent);
    }

    public boolean isOwn(int agent, List<Integer> which) {
        return which.stream().allMatch(pin -> owners[pin] == agent);
    }

    public void free(List<Integer> which) {
        which.forEach(pin -> owners[pin] = NONE);
    }

    public int owner(int pin) {
        return owners[pin];
    }

    public int selected(int pin) {
        return selected[pin];
    }

    public void select(List<Integer> which, int function) {
        which.forEach(pin -> selected[pin] = function);
    }

    public SortedMap<Integer, Integer> settings(int pin) {
        return settings.get(pin);
    }
}
