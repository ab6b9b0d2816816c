// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.virtio.DeviceType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the device type to the host. */
@Component(service = DeviceProvider.class, immediate = true)
public final class GpioComponent implements DeviceProvider {
    private final SimulatedBoard board;
    private final GpioDevices devices;

    @Activate
    public GpioComponent(@Reference SimulatedBoard board, @Reference GpioDevices devices) {
        this.board = board;
        this.devices = devices;
    }

    @Override
    public DeviceType type() {
        return GpioDevice.TYPE;
    }

    @Override
    public List<Setting<?>> settings() {
        return GpioSettings.ALL;
    }

    @Override
    public String qemuDevice() {
        return "vhost-user-gpio-pci";
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        GpioChip chip = board.fit(settings.device(), GpioSettings.chipPlan(settings));
        GpioDevice device = new GpioDevice(settings.device(), chip, devices::remove);
        devices.add(device);
        return device;
    }
}
