// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.scmi.protocol.Rights;
import backplane.devices.scmi.protocol.ScmiAgent;
import backplane.devices.scmi.wire.RequestText;
import backplane.kernel.CharDevices;
import backplane.kernel.Pollers;
import backplane.virtio.DeviceType;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the device type to the host. */
@Component(service = DeviceProvider.class, immediate = true)
public final class ScmiComponent implements DeviceProvider {
    private final ScmiPlatforms platforms;
    private final ScmiDevices devices;
    private final ScmiPlatforms.Kernel kernel;

    @Activate
    public ScmiComponent(@Reference ScmiPlatforms platforms, @Reference ScmiDevices devices, @Reference CharDevices charDevices,
            @Reference Pollers pollers) {
        kernel = new ScmiPlatforms.Kernel(charDevices, pollers);
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
    public String describe(int queue, ByteBuffer request, ByteBuffer answer) {
        return RequestText.of(queue, request, answer);
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        Rights rights = settings.get(ScmiSettings.ALLOW);
        String name = settings.get(ScmiSettings.PLATFORM);
        SharedPlatform platform;
        try {
            platform = platforms.platform(name.isEmpty() ? settings.device() : name, ScmiSettings.plan(settings), kernel);
        } catch (IllegalArgumentException wrong) {
            throw new SettingRejected("platform", name, "a platform whose parts are there (" + wrong.getMessage() + ")");
        }
        ScmiAgent agent = platform.join(settings.device(), rights);
        if (agent == null) {
            throw new SettingRejected("platform", name, "a platform with fewer than 64 devices");
        }
        ScmiDevice device = new ScmiDevice(platform, agent, devices::remove);
        device.adjust(settings);
        devices.add(device);
        return device;
    }
}
