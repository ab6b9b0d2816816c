// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import java.util.ArrayList;
import java.util.List;

/** Hardware that one device can have at a time, and versions of a bundle that want it. */
final class ExclusiveHardware {
    /** What was done, in order. */
    final List<String> log = new ArrayList<>();
    private VirtioDevice owner;

    /** @param broken whether it never gets the hardware open, which shows when it really tries */
    EchoDevice.Provider version(String name, boolean broken) {
        return new EchoDevice.Provider() {
            @Override
            public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
                if (owner != null && !((EchoDevice) owner).closed) {
                    log.add(name + " busy");
                    throw new SettingRejected("card", "hw:0", "a card that nobody has");
                }
                if (broken) {
                    log.add(name + " fails");
                    throw new SettingRejected("card", "hw:0", "a card that can be opened");
                }
                log.add(name + " opens");
                owner = super.create(settings);
                return owner;
            }

            @Override
            public VirtioDevice rehearse(DeviceSettings settings) throws SettingRejected {
                log.add(name + " rehearses");
                return super.create(settings);
            }
        };
    }
}
