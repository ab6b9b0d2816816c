// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.host.upgrade.VersionSwitch;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The slots of one type, for {@link VersionSwitch}. Any thread; the work is done on the slots' own. */
final class SlotSeats implements VersionSwitch.Seats {
    private final SlotRegistry registry;
    private final String type;

    SlotSeats(SlotRegistry registry, String type) {
        this.registry = registry;
        this.type = type;
    }

    @Override
    public List<String> of(DeviceProvider provider) {
        return registry.steered(slots -> slots.values().stream().filter(slot -> slot.settings().type().equals(type) && slot.isOf(provider))
                .sorted(Comparator.comparing(DeviceSlot::isConnected).reversed()).map(slot -> slot.settings().name()).toList());
    }

    @Override
    public String rehearse(String slot, DeviceProvider next) {
        return with(slot, found -> found.rehearse(next));
    }

    @Override
    public String move(String slot, DeviceProvider next, boolean onTrial) {
        return with(slot, found -> registry.isOffered(next) ? found.moveTo(next, onTrial) : "its bundle has gone");
    }

    @Override
    public String complaint(String slot) {
        return registry.slot(slot).map(DeviceSlot::complaint).orElse("");
    }

    @Override
    public void trust(String slot) {
        with(slot, found -> {
            found.trust();
            return "";
        });
    }

    @Override
    public void prefer(DeviceProvider next) {
        registry.prefer(next);
    }

    /** A slot that was removed meanwhile needs nothing any more. */
    private String with(String name, Function<DeviceSlot, String> step) {
        return registry.steered(slots -> slots.containsKey(name) ? step.apply(slots.get(name)) : "");
    }
}
