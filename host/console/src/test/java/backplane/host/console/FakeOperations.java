// SPDX-License-Identifier: Apache-2.0
package backplane.host.console;

import backplane.operation.CountView;
import backplane.operation.OperationRefused;
import backplane.operation.QueueLoad;
import backplane.operation.QueueView;
import backplane.operation.SettingView;
import backplane.operation.SlotOperations;
import backplane.operation.SlotState;
import backplane.operation.SlotView;
import backplane.operation.TypeView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A host with one type, {@code gpio}, and the devices that a test adds. */
public final class FakeOperations implements SlotOperations {
    /** What {@link #create} was given last. */
    public Map<String, String> created;
    private final Map<String, SlotView> slots = new TreeMap<>();

    public FakeOperations with(SlotView slot) {
        slots.put(slot.name(), slot);
        return this;
    }

    /** A device that waits for a front-end. */
    public static SlotView ready(String name, String socket) {
        return new SlotView(name, "gpio", SlotState.READY, Path.of(socket), "", "", List.of(), Map.of(), Map.of(), List.of(), "");
    }

    /** A device about which there is something to say in every place. */
    public static SlotView busy(String name) {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("requests", 12L);
        counters.put("faults", 0L);
        List<QueueView> queues = List.of(new QueueView(0, "requestq", 64, true, true, 2, "", QueueLoad.NONE),
                new QueueView(1, "eventq", 0, false, false, 0, "index jump", QueueLoad.NONE));
        return new SlotView(name, "gpio", SlotState.PARKED, Path.of("/run/" + name + ".sock"), "pid 4711", "VERSION_1", queues,
                Map.of("lines", "8", "chip", "simulated"), counters,
                List.of(new CountView("edges_merged", "edges told with others", 7)), "its bundle is away; install it again");
    }

    @Override
    public List<TypeView> types() {
        return List.of(new TypeView("gpio", 41, "backplane.devices.gpio 1.0", "vhost-user-gpio-pci", List.of(
                new SettingView("lines", "8", "1 to 1024", "how many lines"),
                new SettingView("names", "", "a list", "their names"))));
    }

    @Override
    public List<SettingView> slotSettings() {
        return List.of(new SettingView("type", "", "a type", "what it is"),
                new SettingView("mode", "0660", "an octal mode", "who may connect"));
    }

    @Override
    public List<SlotView> slots() {
        return new ArrayList<>(slots.values());
    }

    @Override
    public Optional<SlotView> slot(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    @Override
    public void create(String type, String name, Map<String, String> settings) throws OperationRefused {
        if (slots.containsKey(name)) {
            throw new OperationRefused("the name '" + name + "' is taken; choose another");
        }
        created = settings;
        with(ready(name, "/run/" + name + ".sock"));
    }

    @Override
    public void destroy(String name) throws OperationRefused {
        if (slots.remove(name) == null) {
            throw new OperationRefused("there is no device '" + name + "'");
        }
    }
}
