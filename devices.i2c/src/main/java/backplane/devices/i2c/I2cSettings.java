// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.i2c.simulated.BusPlan;
import backplane.devices.i2c.simulated.ChipPlan;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of an I2C device in its configuration. */
final class I2cSettings {
    private static final Setting.Parser<List<String>> LIST = Setting.list("", "", "", "").parser();
    private static final Pattern ADAPTER = Pattern.compile(
            "simulated(:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?|i2c-[0-9]{1,5}|name:.+|/sys/.+");

    static final Setting<String> ADAPTER_KEY = new Setting<>("adapter", "simulated",
            "simulated, simulated:BUS, i2c-NUMBER, name:NAME of an adapter, or an adapter's path under /sys",
            "The bus behind the device; several devices may share one", I2cSettings::adapter);
    static final Setting<AddressPolicy> ALLOW = new Setting<>("allow", "all", AddressPolicy.ALLOWED,
            "What the driver may do on the bus; an adapter of hardware wants the addresses one by one",
            text -> AddressPolicy.parse(LIST.parse(text))).asLive();
    static final Setting<List<ChipPlan>> CHIPS = new Setting<>("chips", "", ChipPlan.ALLOWED, "The chips on a simulated bus",
            text -> LIST.parse(text).stream().map(ChipPlan::parse).toList());
    static final Setting<Integer> WRITE_TIME = Setting.integer("write-time", 5, 0, 1000,
            "How long a simulated EEPROM writes and does not answer, milliseconds");
    static final Setting<Integer> SEED = Setting.integer("seed", 1, 0, Integer.MAX_VALUE, "Of the faults that come by a rate");
    static final Setting<Integer> RETRIES = Setting.integer("retries", 3, 0, 100,
            "How often a transfer is done again after a lost arbitration").asLive();

    static final Setting<Integer> TIMEOUT = Setting.integer("timeout", 1000, 10, 60_000,
            "How long an adapter of hardware waits for the bus, milliseconds, in steps of 10; the first device on it sets it");

    static final List<Setting<?>> ALL = List.of(ADAPTER_KEY, ALLOW, CHIPS, WRITE_TIME, SEED, RETRIES, TIMEOUT);

    private I2cSettings() {
    }

    private static String adapter(String text) {
        if (!ADAPTER.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /** @param other the device that has an address which {@code allow} has, too */
    static SettingRejected clash(DeviceSettings settings, I2cBus bus, String other) {
        return new SettingRejected(ALLOW.key(), settings.values().getOrDefault(ALLOW.key(), "all"),
                "addresses that no other device on " + bus.adapter().description() + " has; '" + other + "' has one of these");
    }

    /** The bus that the settings ask for. */
    static BusPlan busPlan(DeviceSettings settings) throws SettingRejected {
        String adapter = settings.get(ADAPTER_KEY);
        int colon = adapter.indexOf(':');
        return new BusPlan(colon < 0 ? settings.device() : adapter.substring(colon + 1), settings.get(CHIPS), settings.get(WRITE_TIME),
                settings.get(SEED));
    }
}
