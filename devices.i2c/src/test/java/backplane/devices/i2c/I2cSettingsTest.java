// SPDX-License-Identifier: Apache-2.0
package backplane.devices.i2c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.device.VirtioDevice;
import backplane.testkit.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("i2c")
@Timeout(60)
class I2cSettingsTest {
    @TempDir
    private Path sysfs;
    private final I2cDevices devices = new I2cDevices();

    private I2cComponent component() {
        return new I2cComponent(new I2cBuses(), devices, new FakeKernel().charDevices(), sysfs);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "adapter,i2c,simulated:BUS", "adapter,simulated:,simulated:BUS", "adapter,i2c-9,no adapter is", "adapter,name:none,no adapter is",
        "allow,0x80,ADDRESS", "chips,24c03@0x50,KIND@ADDRESS", "chips,'24c02@0x50,lm75@0x50',already",
        "chips,map@0x20=/none/such,/none/such",
        "write-time,1001,0 to 1000", "retries,-1,0 to 100", "timeout,5,10 to 60000",
    })
    void wrongValuesAreRefused(String key, String value, String allowed) {
        Map<String, String> values = key.equals("adapter") ? Map.of(key, value, "allow", "0x50")
                : key.equals("timeout") ? Map.of("adapter", "i2c-0", "allow", "0x50", key, value) : Map.of(key, value);
        assertThatThrownBy(() -> component().create(new DeviceSettings("i2c0", values))).isInstanceOf(SettingRejected.class)
                .hasMessageContaining(allowed);
        assertThat(devices.names()).isEmpty();
    }

    @Test
    void hardwareWantsItsAddressesAndNoneThatADriverHas() throws IOException {
        Files.createDirectories(sysfs.resolve("bus/i2c/devices/i2c-0"));
        Files.writeString(sysfs.resolve("bus/i2c/devices/i2c-0/name"), "a bus\n");
        Files.createDirectories(sysfs.resolve("bus/i2c/drivers/lm75"));
        Files.createDirectories(sysfs.resolve("bus/i2c/devices/0-0048"));
        Files.createSymbolicLink(sysfs.resolve("bus/i2c/devices/0-0048/driver"), sysfs.resolve("bus/i2c/drivers/lm75"));
        assertThatThrownBy(() -> component().create(new DeviceSettings("i2c0", Map.of("adapter", "i2c-0"))))
                .hasMessageContaining("one by one");
        assertThatThrownBy(() -> component().create(new DeviceSettings("i2c0", Map.of("adapter", "name:a bus", "allow", "0x40-0x4f"))))
                .hasMessageContaining("'lm75' has this one").hasMessageContaining("0x48");
    }

    @Test
    void devicesShareABusWithEachItsOwnAddresses() throws SettingRejected {
        I2cComponent component = component();
        VirtioDevice one = component.create(new DeviceSettings("one", Map.of("adapter", "simulated:b", "chips", "24c02@0x50,lm75@0x48",
                "allow", "0x50")));
        assertThatThrownBy(() -> component.create(new DeviceSettings("two", Map.of("adapter", "simulated:b", "allow", "0x50:ro"))))
                .hasMessageContaining("'one' has one of these");
        VirtioDevice two = component.create(new DeviceSettings("two", Map.of("adapter", "simulated:b", "allow", "0x48")));
        assertThat(devices.named("one").orElseThrow().simulatedBus()).isEqualTo(devices.named("two").orElseThrow().simulatedBus());
        assertThat(devices.named("two").orElseThrow().scan().present()).containsExactly(0x48, 0x50);
        one.close();
        two.close();
        assertThat(devices.names()).isEmpty();
    }

    @Test
    void addressesAndRetriesAreTakenWhileTheDeviceIsThere() throws SettingRejected {
        assertThat(I2cSettings.ALL.stream().filter(Setting::live).map(Setting::key)).containsExactly("allow", "retries");
        I2cComponent component = component();
        VirtioDevice one = component.create(shared("one", "0x50"));
        VirtioDevice two = component.create(shared("two", "0x48"));
        assertThatThrownBy(() -> one.adjust(shared("one", "0x48-0x50"))).isInstanceOf(SettingRejected.class)
                .hasMessageContaining("'two' has one of these");
        two.adjust(shared("two", "0x49"));
        one.adjust(shared("one", "0x48,0x50"));
        assertThatThrownBy(() -> two.adjust(shared("two", "0x50"))).as("a refused part of the bus is not lost")
                .hasMessageContaining("'one' has one of these");
        one.close();
        two.adjust(shared("two", "0x50"));
        two.close();
    }

    private static DeviceSettings shared(String name, String allow) {
        return new DeviceSettings(name, Map.of("adapter", "simulated:b", "chips", "24c02@0x50,lm75@0x48", "allow", allow));
    }

    @Test
    void theProvider() throws SettingRejected {
        assertThat(component().type().id()).isEqualTo(34);
        assertThat(component().qemuDevice()).isEqualTo("vhost-user-i2c-pci");
        for (Setting<?> setting : component().settings()) {
            setting.read(setting.fallback());
            assertThat(setting.help()).isNotBlank();
        }
    }
}
