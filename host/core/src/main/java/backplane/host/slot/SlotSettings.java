// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.host.worker.Pace;
import backplane.host.worker.Polling;
import backplane.kernel.Placement;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The configuration of one slot, read. Immutable.
 *
 * @param inBand whether notifications by message are offered
 * @param packed whether RING_PACKED is offered
 * @param values as configured, by key, without those that the framework adds
 */
record SlotSettings(String name, String type, SlotSocket socket, boolean inBand, boolean packed,
        Map<String, String> values) {
    static final Setting<String> TYPE = Setting.text("type", "", "the name of a device type; vhost:types lists them",
            "what device it is");
    static final Setting<Boolean> IN_BAND = Setting.flag("in-band", false,
            "offer the front-end notifications by message in place of descriptors, from its next connection on; QEMU cannot serve them");
    static final Setting<Boolean> PACKED = Setting.flag("packed", false,
            "offer packed rings to the guest's driver, from the next connection on; for QEMU, not for User Mode Linux");
    static final Setting<Integer> AWAY_LIMIT = Setting.integer("away.limit", 30, 1, 86_400,
            "seconds that the device may be away behind a connected front-end before that is told as a fault");
    static final Setting<String> AWAY_END = new Setting<>("away.end", "stay", "stay or close",
            "what becomes of the front-end then: it stays, or its connection is closed", SlotSettings::awayEnd);
    static final Setting<Polling> POLL = new Setting<>("poll-us", "off", Polling.ALLOWED,
            "how long the device's thread looks at its rings before it sleeps; it takes a processor for that long", Polling::parse);
    static final Setting<Integer> MOST_REQUESTS = Setting.integer("most-requests", 0, 0, 10_000_000,
            "how many requests the device takes in a second, 0 for all; what is more waits in the ring");
    static final Setting<Integer> SLOW = Setting.integer("slow-ms", 10, 0, 60_000,
            "a request that takes longer is counted as slow and told to the Flight Recorder, 0 for none; one of each batch is measured");
    static final Setting<List<Integer>> CPUS = new Setting<>("cpus", "", Placement.CPUS,
            "where the device's thread runs, and those that it starts; it has one all the time then", Placement::parseCpus);
    static final Setting<Placement> SCHEDULING = new Setting<>("scheduling", "other", Placement.SCHEDULING,
            "before whom the device's thread runs, and those that it starts (sched(7)); it has one all the time then",
            Placement::parseScheduling);
    /** The keys that every device has. */
    static final List<Setting<?>> ALL = Stream.concat(
            Stream.of(TYPE, IN_BAND, PACKED, POLL, MOST_REQUESTS, SLOW, CPUS, SCHEDULING, AWAY_LIMIT, AWAY_END),
            SlotSocket.ALL.stream()).toList();

    /**
     * @param folder where sockets go whose path is not given
     * @throws SettingRejected naming key, value and what is allowed
     */
    static SlotSettings read(String name, Map<String, String> values, Path folder) throws SettingRejected {
        if (!DeviceSettings.NAME.matcher(name).matches()) {
            throw new SettingRejected("name", name, "1 to 64 letters, digits, dots, dashes and underscores, with a letter or digit first");
        }
        DeviceSettings settings = new DeviceSettings(name, values);
        String type = settings.get(TYPE);
        if (type.isEmpty()) {
            throw new SettingRejected(TYPE.key(), type, TYPE.allowed());
        }
        settings.get(AWAY_LIMIT);
        settings.get(AWAY_END);
        settings.get(POLL);
        settings.get(MOST_REQUESTS);
        settings.get(SLOW);
        settings.get(CPUS);
        settings.get(SCHEDULING);
        return new SlotSettings(name, type, SlotSocket.read(settings, name, folder), settings.get(IN_BAND), settings.get(PACKED),
                new TreeMap<>(values));
    }

    /**
     * Refuses keys that nobody reads: a slip of the pen must not pass for a setting.
     *
     * @throws SettingRejected naming the key and those that there are
     */
    void refuseUnknownKeys(DeviceProvider provider) throws SettingRejected {
        TreeSet<String> known = new TreeSet<>();
        ALL.forEach(setting -> known.add(setting.key()));
        provider.settings().forEach(setting -> known.add(setting.key()));
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw SettingRejected.unknownKey(key, String.join(", ", known) + " for a device of type " + type);
            }
        }
    }

    /** How long the device may be away while a front-end is connected. */
    Duration awayLimit() {
        return Duration.ofSeconds(checked(AWAY_LIMIT));
    }

    /** Whether the front-end's connection is closed after {@link #awayLimit()}. */
    boolean closesWhenAway() {
        return checked(AWAY_END).equals("close");
    }

    Pace pace() {
        Placement placement = checked(SCHEDULING).on(checked(CPUS));
        return new Pace(checked(POLL), checked(MOST_REQUESTS), checked(SLOW) * 1_000_000L,
                placement.equals(Placement.NONE) ? Placement.NONE : placement);
    }

    private <T> T checked(Setting<T> setting) {
        try {
            return device().get(setting);
        } catch (SettingRejected impossible) {
            throw new IllegalStateException("checked when it was read", impossible);
        }
    }

    /** The device's part. */
    DeviceSettings device() {
        return new DeviceSettings(name, values);
    }

    boolean hasSameDevice(SlotSettings other) {
        return deviceValues().equals(other.deviceValues());
    }

    /** Whether all that differs for the device is settings that it takes while it runs. */
    boolean hasSameDeviceButLive(SlotSettings other, DeviceProvider provider) {
        Map<String, String> mine = deviceValues();
        Map<String, String> others = other.deviceValues();
        provider.settings().stream().filter(Setting::live).forEach(setting -> {
            mine.remove(setting.key());
            others.remove(setting.key());
        });
        return mine.equals(others);
    }

    /** The features of the rings that are offered beside those of every ring. */
    FeatureSet ringFeatures() {
        return packed ? FeatureSet.of(VirtioFeature.RING_PACKED) : FeatureSet.NONE;
    }

    private Map<String, String> deviceValues() {
        Map<String, String> own = new TreeMap<>(values);
        ALL.forEach(setting -> own.remove(setting.key()));
        return own;
    }

    private static String awayEnd(String text) {
        if (!text.equals("stay") && !text.equals("close")) {
            throw new IllegalArgumentException();
        }
        return text;
    }
}
