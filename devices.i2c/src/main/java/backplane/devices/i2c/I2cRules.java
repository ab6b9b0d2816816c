// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;

/**
 * What a device takes from its settings while it runs.
 *
 * @param retries how often a transfer is done again after a lost arbitration, 0 or more
 */
record I2cRules(AddressPolicy policy, int retries) {
    /** Reads them, and checks them against the host's hardware. Any thread. */
    interface Reader {
        /** @throws SettingRejected naming key, value and what is allowed */
        I2cRules read(DeviceSettings settings) throws SettingRejected;
    }
}
