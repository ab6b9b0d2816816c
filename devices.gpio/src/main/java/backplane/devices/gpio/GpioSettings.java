// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.Wire;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of a GPIO device in its configuration, and the rules that hold between them. */
final class GpioSettings {
    static final int MOST_LINES = 1024;

    static final Setting<String> CHIP = new Setting<>("chip", "simulated", "simulated", "The kind of chip behind the device",
            GpioSettings::chip);
    static final Setting<Integer> LINES = Setting.integer("lines", 8, 1, MOST_LINES, "How many lines the chip has");
    static final Setting<List<String>> NAMES = new Setting<>("names", "",
            "a list of names, each once, at most one for each line; a name has at most 63 characters of printable ASCII; empty places"
                    + " are lines without a name",
            "The lines' names, from line 0 on", GpioSettings::names);
    static final Setting<List<Integer>> VALUES = new Setting<>("values", "", "a list of 0 or 1, at most one for each line",
            "The levels that the lines have while nothing drives them, from line 0 on; 0 for the others", GpioSettings::levels);
    static final Setting<List<Wire>> WIRES = new Setting<>("wires", "",
            "a list of FROM>TO, each side LINE or DEVICE:LINE, by offset or by name; at least one side is a line of this device, and"
                    + " the two are not the same",
            "What an output drives, the line at the other end gets while it is no output", GpioSettings::wires);

    static final List<Setting<?>> ALL = List.of(CHIP, LINES, NAMES, VALUES, WIRES);

    private static final Setting.Parser<List<String>> LIST = Setting.list("", "", "", "").parser();
    private static final Pattern NAME = Pattern.compile("[ -~]{0,63}");

    private GpioSettings() {
    }

    /**
     * The simulated chip that the settings ask for.
     *
     * @throws SettingRejected naming key, value and what is allowed
     */
    static ChipPlan chipPlan(DeviceSettings settings) throws SettingRejected {
        settings.get(CHIP);
        int lines = settings.get(LINES);
        List<String> names = settings.get(NAMES);
        List<Integer> levels = settings.get(VALUES);
        List<Wire> wires = settings.get(WIRES);
        requireAtMost(lines, names.size(), NAMES, settings);
        requireAtMost(lines, levels.size(), VALUES, settings);
        ChipPlan plan = new ChipPlan(lines, names, levels, wires);
        for (Wire wire : wires) {
            if (!plan.takes(wire, settings.device())) {
                throw new SettingRejected(WIRES.key(), wire.toString(), WIRES.allowed() + "; lines here are 0 to " + (lines - 1)
                        + (names.isEmpty() ? "" : " and " + String.join(", ", names)));
            }
        }
        return plan;
    }

    private static void requireAtMost(int lines, int count, Setting<?> setting, DeviceSettings settings) throws SettingRejected {
        if (count > lines) {
            throw new SettingRejected(setting.key(), settings.values().get(setting.key()),
                    setting.allowed() + " (" + LINES.key() + " is " + lines + ")");
        }
    }

    private static String chip(String text) {
        if (!text.equals("simulated")) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static List<String> names(String text) {
        List<String> names = split(text);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!NAME.matcher(name).matches() || !name.isEmpty() && !seen.add(name)) {
                throw new IllegalArgumentException();
            }
        }
        return names;
    }

    private static List<Integer> levels(String text) {
        return split(text).stream().map(level -> switch (level) {
            case "0" -> 0;
            case "1" -> 1;
            default -> throw new IllegalArgumentException();
        }).toList();
    }

    private static List<Wire> wires(String text) {
        return split(text).stream().map(Wire::parse).toList();
    }

    private static List<String> split(String text) {
        return LIST.parse(text);
    }
}
