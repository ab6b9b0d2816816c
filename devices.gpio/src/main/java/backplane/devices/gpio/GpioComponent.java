// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.gpio.linux.HostLines;
import backplane.devices.gpio.linux.LinuxChipPlan;
import backplane.devices.gpio.linux.LinuxGpioChip;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.simulated.SimulatedGpioChip;
import backplane.devices.gpio.wire.RequestText;
import backplane.kernel.KernelFault;
import backplane.virtio.DeviceType;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the device type to the host. */
@Component(service = DeviceProvider.class, immediate = true)
public final class GpioComponent implements DeviceProvider {
    private final SimulatedBoard board;
    private final HostLines hostLines;
    private final GpioDevices devices;

    @Activate
    public GpioComponent(@Reference SimulatedBoard board, @Reference HostLines hostLines, @Reference GpioDevices devices) {
        this.board = board;
        this.hostLines = hostLines;
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
    public String describe(int queue, ByteBuffer request, ByteBuffer answer) {
        return RequestText.of(queue, request, answer);
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        GpioDevice device = GpioSettings.isLinux(settings) ? overHostLines(settings) : overPins(settings);
        devices.add(device);
        return device;
    }

    /** The host's lines have one owner: the trial knows that they are there, and does not touch them. */
    @Override
    public VirtioDevice rehearse(DeviceSettings settings) throws SettingRejected {
        if (!GpioSettings.isLinux(settings)) {
            return create(settings);
        }
        LinuxChipPlan plan = GpioSettings.linuxPlan(settings);
        try {
            return new GpioDevice(settings.device(), hostLines.rehearse(plan), next -> { }, closed -> { });
        } catch (KernelFault fault) {
            throw unavailable(settings, fault);
        }
    }

    private GpioDevice overPins(DeviceSettings settings) throws SettingRejected {
        SimulatedGpioChip chip = board.fit(settings.device(), GpioSettings.chipPlan(settings));
        return new GpioDevice(settings.device(), chip, next -> chip.replan(GpioSettings.chipPlan(next)), devices::remove);
    }

    private GpioDevice overHostLines(DeviceSettings settings) throws SettingRejected {
        LinuxGpioChip chip = hostChip(settings);
        return new GpioDevice(settings.device(), chip, next -> chip.limitEdges(GpioSettings.linuxPlan(next).mostEdges()), devices::remove);
    }

    private LinuxGpioChip hostChip(DeviceSettings settings) throws SettingRejected {
        LinuxChipPlan plan = GpioSettings.linuxPlan(settings);
        try {
            return hostLines.fit(settings.device(), plan);
        } catch (KernelFault fault) {
            throw unavailable(settings, fault);
        }
    }

    private static SettingRejected unavailable(DeviceSettings settings, KernelFault fault) {
        return new SettingRejected(GpioSettings.HOST_LINES.key(), settings.values().get(GpioSettings.HOST_LINES.key()),
                "a list of lines that can be had; it failed to " + fault.getMessage());
    }
}
