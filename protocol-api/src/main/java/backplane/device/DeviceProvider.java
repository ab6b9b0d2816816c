// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import backplane.virtio.DeviceType;
import java.util.List;

/**
 * Makes devices of one type. A device bundle registers one as an OSGi service; {@link #create} is called on control threads,
 * the others on any.
 */
public interface DeviceProvider {
    DeviceType type();

    /** The keys that {@link #create} understands, for help, completion and the check for unknown ones. Constant. */
    List<Setting<?>> settings();

    /** QEMU's name of the front-end for this type, such as {@code vhost-user-gpio-pci}. */
    String qemuDevice();

    /**
     * Makes a device. It must not answer anything before its {@code start}; hardware may be opened here.
     *
     * @throws SettingRejected if a value is wrong; nothing is left behind then
     */
    VirtioDevice create(DeviceSettings settings) throws SettingRejected;
}
