// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.scmi.protocol.Rights;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.resource.Control;
import backplane.devices.scmi.resource.Reading;
import backplane.devices.scmi.sysfs.SysfsFile;
import backplane.virtio.DeviceType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the device type to the host. */
@Component(service = DeviceProvider.class, immediate = true)
public final class ScmiComponent implements DeviceProvider {
    private static final PlatformPlan.Sources FILES = new PlatformPlan.Sources() {
        @Override
        public Reading open(String source) {
            return SysfsFile.open(source);
        }

        @Override
        public Control control(String source) {
            return SysfsFile.open(source);
        }

        @Override
        public long now(String source) {
            return SysfsFile.now(SysfsFile.open(source));
        }
    };

    private final ScmiPlatforms platforms;
    private final ScmiDevices devices;

    @Activate
    public ScmiComponent(@Reference ScmiPlatforms platforms, @Reference ScmiDevices devices) {
        this.platforms = platforms;
        this.devices = devices;
    }

    @Override
    public DeviceType type() {
        return ScmiDevice.TYPE;
    }

    @Override
    public List<Setting<?>> settings() {
        return ScmiSettings.ALL;
    }

    @Override
    public String qemuDevice() {
        return "vhost-user-scmi-pci";
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        Rights rights = settings.get(ScmiSettings.ALLOW);
        String name = settings.get(ScmiSettings.PLATFORM);
        SharedPlatform platform;
        try {
            platform = platforms.platform(name.isEmpty() ? settings.device() : name, ScmiSettings.plan(settings), FILES);
        } catch (IllegalArgumentException wrong) {
            throw new SettingRejected("platform", name, "a platform whose parts are there (" + wrong.getMessage() + ")");
        }
        ScmiAgent agent = platform.join(settings.device(), rights);
        if (agent == null) {
            throw new SettingRejected("platform", name, "a platform with fewer than 64 devices");
        }
        ScmiDevice device = new ScmiDevice(platform, agent, devices::remove);
        devices.add(device);
        return device;
    }
}
