// SPDX-License-Identifier: Apache-2.0
package example.entropy;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.virtio.DeviceType;
import java.security.SecureRandom;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Offers the type {@code entropy}. As long as this service is there, {@code vhost:types} lists it. */
@Component(service = DeviceProvider.class, immediate = true)
public final class EntropyProvider implements DeviceProvider {
    /** VIRTIO 1.4, "Device Types": 4 is the entropy source. */
    static final DeviceType TYPE = new DeviceType(4, "entropy");
    static final Setting<Integer> MOST = Setting.integer("most", 4096, 1, 1 << 16, "bytes that one request gets at most");

    @Override
    public DeviceType type() {
        return TYPE;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MOST);
    }

    @Override
    public String qemuDevice() {
        return "vhost-user-rng-pci";
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        return new EntropyDevice(settings.get(MOST), new SecureRandom());
    }
}
