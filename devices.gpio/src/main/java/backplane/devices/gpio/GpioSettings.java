// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.gpio.linux.LineChoice;
import backplane.devices.gpio.linux.LinuxChipPlan;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.Wire;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of a GPIO device in its configuration, and the rules that hold between them. */
final class GpioSettings {
    static final int MOST_LINES = 1024;

    static final Setting<String> CHIP = new Setting<>("chip", "simulated", "simulated or linux", "The kind of chip behind the device",
            GpioSettings::chip);
    static final Setting<Integer> LINES = Setting.integer("lines", 8, 1, MOST_LINES, "How many lines the chip has");
    static final Setting<List<String>> NAMES = new Setting<>("names", "",
            "a list of names, each once, at most one for each line; a name has at most 63 characters of printable ASCII; empty places"
                    + " are lines without a name",
            "The lines' names, from line 0 on; a driver reads them when it begins", GpioSettings::names).asLive();
    static final Setting<List<Integer>> VALUES = new Setting<>("values", "", "a list of 0 or 1, at most one for each line",
            "The levels that the lines have while nothing drives them, from line 0 on; 0 for the others", GpioSettings::levels).asLive();
    static final Setting<List<Wire>> WIRES = new Setting<>("wires", "",
            "a list of FROM>TO, each side LINE or DEVICE:LINE, by offset or by name; at least one side is a line of this device, and"
                    + " the two are not the same",
            "What an output drives, the line at the other end gets while it is no output", GpioSettings::wires).asLive();

    static final Setting<List<LineChoice>> HOST_LINES = new Setting<>("host-lines", "", "a list of " + LineChoice.FORM,
            "Lines of the host's chips that become the device's, from line 0 on (chip = linux)", GpioSettings::hostLines);
    static final Setting<String> REQUEST = new Setting<>("request", "first-use", "first-use or creation",
            "When lines of the host are requested (chip = linux)", GpioSettings::moment);
    static final Setting<Integer> MOST_EDGES = Setting.integer("most-edges", 20_000, 0, 1_000_000,
            "How many edges of one line are taken in a second, 0 for all (chip = linux)").asLive();

    static final List<Setting<?>> ALL = List.of(CHIP, LINES, NAMES, VALUES, WIRES, HOST_LINES, REQUEST, MOST_EDGES);

    private static final List<Setting<?>> OF_SIMULATED = List.of(LINES, NAMES, VALUES, WIRES);
    private static final List<Setting<?>> OF_LINUX = List.of(HOST_LINES, REQUEST, MOST_EDGES);

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
        requireNone(OF_LINUX, settings);
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

    static boolean isLinux(DeviceSettings settings) throws SettingRejected {
        return settings.get(CHIP).equals("linux");
    }

    /**
     * The chip of the host's lines that the settings ask for.
     *
     * @throws SettingRejected naming key, value and what is allowed
     */
    static LinuxChipPlan linuxPlan(DeviceSettings settings) throws SettingRejected {
        requireNone(OF_SIMULATED, settings);
        List<LineChoice> lines = settings.get(HOST_LINES);
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            throw new SettingRejected(HOST_LINES.key(), settings.values().getOrDefault(HOST_LINES.key(), ""),
                    HOST_LINES.allowed() + "; 1 to " + MOST_LINES);
        }
        return new LinuxChipPlan(lines, settings.get(REQUEST).equals("creation"), settings.get(MOST_EDGES));
    }

    /** A key of the other kind of chip would be read by nobody. */
    private static void requireNone(List<Setting<?>> others, DeviceSettings settings) throws SettingRejected {
        for (Setting<?> other : others) {
            if (settings.values().containsKey(other.key())) {
                throw new SettingRejected(other.key(), settings.values().get(other.key()),
                        "nothing: the key is not for chip = " + settings.get(CHIP));
            }
        }
    }

    private static void requireAtMost(int lines, int count, Setting<?> setting, DeviceSettings settings) throws SettingRejected {
        if (count > lines) {
            throw new SettingRejected(setting.key(), settings.values().get(setting.key()),
                    setting.allowed() + " (" + LINES.key() + " is " + lines + ")");
        }
    }

    private static String chip(String text) {
        return oneOf(text, "simulated", "linux");
    }

    private static String moment(String text) {
        return oneOf(text, "first-use", "creation");
    }

    private static String oneOf(String text, String... allowed) {
        if (!List.of(allowed).contains(text)) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    private static List<LineChoice> hostLines(String text) {
        List<LineChoice> lines = split(text).stream().map(LineChoice::parse).toList();
        names(String.join(",", lines.stream().map(line -> line.name() == null ? "" : line.name()).toList()));
        return lines;
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
