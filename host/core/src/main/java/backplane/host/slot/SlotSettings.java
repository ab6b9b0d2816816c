// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.kernel.SocketAccess;
import backplane.virtio.FeatureSet;
import backplane.virtio.VirtioFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration of one slot, read. Immutable.
 *
 * @param packed whether RING_PACKED is offered
 * @param values as configured, by key, without those that the framework adds
 */
record SlotSettings(String name, String type, Path socket, SocketAccess access, boolean packed,
        Map<String, String> values) {
    static final Setting<String> TYPE = Setting.text("type", "", "the name of a device type; vhost:types lists them",
            "what device it is");
    static final Setting<String> SOCKET = Setting.text("socket", "", "an absolute path of at most 107 bytes",
            "where front-ends connect; NAME.sock in the host's folder if it is not given");
    static final Setting<Integer> MODE = new Setting<>("mode", "0660", "an octal mode from 0000 to 0777",
            "who may connect: the socket's permission bits", SlotSettings::octal);
    static final Setting<String> OWNER = Setting.text("owner", "", "a user's name or number",
            "the socket's owner; the host's own user if empty");
    static final Setting<String> GROUP = Setting.text("group", "", "a group's name or number",
            "the socket's group; the host's own if empty");
    static final Setting<Boolean> PACKED = Setting.flag("packed", false,
            "offer packed rings to the guest's driver, from the next connection on; for QEMU, not for User Mode Linux");
    /** The keys that every device has. */
    static final List<Setting<?>> ALL = List.of(TYPE, SOCKET, MODE, OWNER, GROUP, PACKED);

    /** sun_path of unix(7), without its closing NUL. */
    private static final int LONGEST_PATH = 107;

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
        String socket = settings.get(SOCKET);
        Path path = socket.isEmpty() ? folder.resolve(name + ".sock") : Path.of(socket);
        if (!path.isAbsolute() || path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new SettingRejected(SOCKET.key(), path.toString(), SOCKET.allowed());
        }
        SocketAccess access = new SocketAccess(settings.get(MODE), given(settings.get(OWNER)), given(settings.get(GROUP)));
        return new SlotSettings(name, type, path, access, settings.get(PACKED), new TreeMap<>(values));
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

    /** The device's part. */
    DeviceSettings device() {
        return new DeviceSettings(name, values);
    }

    boolean hasSameDevice(SlotSettings other) {
        return deviceValues().equals(other.deviceValues());
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

    boolean hasSameSocket(SlotSettings other) {
        return socket.equals(other.socket) && access.equals(other.access);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static int octal(String text) {
        int mode = Integer.parseInt(text, 8);
        if (mode < 0 || mode > 0777) {
            throw new IllegalArgumentException();
        }
        return mode;
    }
}
