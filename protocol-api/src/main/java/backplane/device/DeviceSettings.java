// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of one device, as text. Immutable.
 *
 * @param device the device's name, unique in the host: 1 to 64 of letters, digits, dot, dash and underscore
 * @param values by key; only keys that the provider or the host declares
 */
public record DeviceSettings(String device, Map<String, String> values) {
    /** What a device may be called. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public DeviceSettings {
        if (!NAME.matcher(device).matches()) {
            throw new IllegalArgumentException("a device is named by " + NAME + ", not '" + device + "'");
        }
        values = Map.copyOf(values);
    }

    /**
     * The value of a setting, or its fallback.
     *
     * @throws SettingRejected naming key, value and what is allowed
     */
    public <T> T get(Setting<T> setting) throws SettingRejected {
        return setting.read(values.getOrDefault(setting.key(), setting.fallback()));
    }
}
