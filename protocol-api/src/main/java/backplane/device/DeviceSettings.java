// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import java.util.Map;

/**
 * The settings of one device, as text. Immutable.
 *
 * @param device the device's name, unique in the host: 1 to 64 of letters, digits, dot, dash and underscore
 * @param values by key; only keys that the provider or the host declares
 */
public record DeviceSettings(String device, Map<String, String> values) {
    public DeviceSettings {
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
