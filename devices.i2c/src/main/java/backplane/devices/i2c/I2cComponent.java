// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import backplane.device.DeviceProvider;
import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.devices.i2c.linux.AdapterPath;
import backplane.devices.i2c.simulated.BusPlan;
import backplane.devices.i2c.wire.I2cAddress;
import backplane.devices.i2c.wire.RequestText;
import backplane.kernel.CharDevices;
import backplane.kernel.KernelFault;
import backplane.virtio.DeviceType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the device type to the host. */
@Component(service = DeviceProvider.class, immediate = true)
public final class I2cComponent implements DeviceProvider {
    private final I2cBuses buses;
    private final I2cDevices devices;
    private final CharDevices charDevices;
    private final Path sysfs;

    @Activate
    public I2cComponent(@Reference I2cBuses buses, @Reference I2cDevices devices, @Reference CharDevices charDevices) {
        this(buses, devices, charDevices, Path.of("/sys"));
    }

    /** @param sysfs where the kernel tells about its adapters */
    I2cComponent(I2cBuses buses, I2cDevices devices, CharDevices charDevices, Path sysfs) {
        this.buses = buses;
        this.devices = devices;
        this.charDevices = charDevices;
        this.sysfs = sysfs;
    }

    @Override
    public DeviceType type() {
        return I2cDevice.TYPE;
    }

    @Override
    public List<Setting<?>> settings() {
        return I2cSettings.ALL;
    }

    @Override
    public String qemuDevice() {
        return "vhost-user-i2c-pci";
    }

    @Override
    public String describe(int queue, ByteBuffer request, ByteBuffer answer) {
        return RequestText.of(request, answer);
    }

    @Override
    public VirtioDevice create(DeviceSettings settings) throws SettingRejected {
        I2cRules rules = rules(settings);
        I2cBus bus = isSimulated(settings) ? simulated(settings) : linux(settings);
        I2cBus.Share share = new I2cBus.Share(settings.device(), rules.policy());
        String other = bus.join(share);
        if (other != null) {
            throw I2cSettings.clash(settings, bus, other);
        }
        I2cDevice device = new I2cDevice(bus, share, rules.retries(), this::rules, devices::remove);
        devices.add(device);
        return device;
    }

    private I2cRules rules(DeviceSettings settings) throws SettingRejected {
        I2cRules rules = new I2cRules(settings.get(I2cSettings.ALLOW), settings.get(I2cSettings.RETRIES));
        settings.get(I2cSettings.TIMEOUT);
        if (!isSimulated(settings)) {
            if (rules.policy().isAll()) {
                throw new SettingRejected(I2cSettings.ALLOW.key(), "all", "the addresses one by one, as '"
                        + settings.get(I2cSettings.ADAPTER_KEY) + "' is hardware");
            }
            requireFree(adapter(settings), rules.policy());
        }
        return rules;
    }

    private static boolean isSimulated(DeviceSettings settings) throws SettingRejected {
        return settings.get(I2cSettings.ADAPTER_KEY).startsWith("simulated");
    }

    private AdapterPath adapter(DeviceSettings settings) throws SettingRejected {
        try {
            return AdapterPath.find(sysfs, settings.get(I2cSettings.ADAPTER_KEY));
        } catch (IOException wrong) {
            throw noAdapter(settings, wrong);
        }
    }

    private I2cBus linux(DeviceSettings settings) throws SettingRejected {
        int timeout = settings.get(I2cSettings.TIMEOUT);
        AdapterPath path = adapter(settings);
        try {
            return buses.bus(path.device(), null, () -> path.open(charDevices, timeout));
        } catch (KernelFault wrong) {
            throw noAdapter(settings, wrong);
        }
    }

    private static SettingRejected noAdapter(DeviceSettings settings, Exception wrong) {
        return new SettingRejected(I2cSettings.ADAPTER_KEY.key(), settings.values().get(I2cSettings.ADAPTER_KEY.key()),
                I2cSettings.ADAPTER_KEY.allowed() + " (" + wrong.getMessage() + ")");
    }

    private static void requireFree(AdapterPath path, AddressPolicy policy) throws SettingRejected {
        for (int address = 0; address < I2cAddress.END; address++) {
            String driver = policy.mentions(address) ? path.heldBy(address) : "";
            if (!driver.isEmpty()) {
                throw new SettingRejected(I2cSettings.ALLOW.key(), I2cAddress.text(address), "an address that no driver of this host has; '"
                        + driver + "' has this one of " + path.device() + ": unbind it, or take the address out");
            }
        }
    }

    private I2cBus simulated(DeviceSettings settings) throws SettingRejected {
        BusPlan plan = I2cSettings.busPlan(settings);
        try {
            // a device that names no chips joins the bus that another one describes
            return buses.bus("simulated:" + plan.name(), plan.chips().isEmpty() ? null : plan, plan::build);
        } catch (IOException wrong) {
            throw new SettingRejected(I2cSettings.CHIPS.key(), settings.values().getOrDefault(I2cSettings.CHIPS.key(), ""),
                    I2cSettings.CHIPS.allowed() + " (" + wrong.getMessage() + ")");
        }
    }
}
