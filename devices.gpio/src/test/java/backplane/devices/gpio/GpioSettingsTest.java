// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.gpio.linux.HostLines;
import backplane.devices.gpio.simulated.ChipPlan;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.simulated.Wire;
import backplane.testkit.FakeKernel;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("gpio")
class GpioSettingsTest {
    private final SimulatedBoard board = new SimulatedBoard();
    private final GpioDevices devices = new GpioDevices();
    private final FakeKernel kernel = new FakeKernel();
    private final HostLines hostLines = new HostLines(kernel.charDevices(), kernel.heldDevices(), kernel.pollers());
    private final GpioComponent component = new GpioComponent(board, hostLines, devices);

    @Test
    void withoutAnySetting() throws SettingRejected {
        ChipPlan plan = GpioSettings.chipPlan(new DeviceSettings("gpio0", Map.of()));
        assertThat(plan.lines()).isEqualTo(8);
        assertThat(plan.names()).hasSize(8).containsOnly("");
        assertThat(plan.levels()).hasSize(8).containsOnly(0);
        assertThat(plan.wires()).isEmpty();
    }

    @Test
    void withAll() throws SettingRejected {
        ChipPlan plan = GpioSettings.chipPlan(new DeviceSettings("gpio0", Map.of("chip", "simulated", "lines", "4",
                "names", "led, , key", "values", "0,1", "wires", "led>key, 1 > gpio1:reset, gpio1:3>gpio0:3")));
        assertThat(plan.names()).containsExactly("led", "", "key", "");
        assertThat(plan.levels()).containsExactly(0, 1, 0, 0);
        assertThat(plan.wires()).extracting(Wire::toString).containsExactly("led>key", "1>gpio1:reset", "gpio1:3>gpio0:3");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "host-lines,0:1,nothing", "chip,chardev,simulated", "chip,'',simulated",
        "lines,0,1 to 1024", "lines,1025,1 to 1024", "lines,-1,1 to 1024", "lines,many,1 to 1024",
        "names,'a,b,c,d,e',at most one for each line", "names,'a,a',each once", "names,'\u00e9',printable ASCII",
        "names,'a\tb',printable ASCII",
        "names,'a\u0000b',printable ASCII",
        "names,1234567890123456789012345678901234567890123456789012345678901234,at most 63",
        "values,2,0 or 1", "values,'0,,1',0 or 1", "values,x,0 or 1", "values,'0,1,0,1,0',at most one for each line",
        "wires,0,FROM>TO", "wires,0>,FROM>TO", "wires,>0,FROM>TO", "wires,0>:1,FROM>TO", "wires,0>my gpio:1,FROM>TO",
        "wires,'0>1,,',FROM>TO",
        "wires,0>4,lines here are 0 to 3", "wires,other:0>4,lines here are 0 to 3", "wires,0>key,lines here are 0 to 3",
        "wires,1>1,not the same", "wires,gpio0:1>1,not the same", "wires,a:1>b:1,at least one side", "wires,99999999999>0,lines here",
    })
    void wrongValuesAreRefused(String key, String value, String allowed) {
        Map<String, String> values = key.equals("lines") ? Map.of(key, value) : Map.of("lines", "4", key, value);
        assertThatThrownBy(() -> component.create(new DeviceSettings("gpio0", values)))
                .isInstanceOfSatisfying(SettingRejected.class, rejected -> assertThat(rejected.key()).isEqualTo(key))
                .hasMessageContaining("'" + key + "' is '" + value).hasMessageContaining(allowed);
        assertThat(board.devices()).isEmpty();
        assertThat(devices.names()).isEmpty();
    }

    @Test
    void theProvider() throws SettingRejected {
        assertThat(component.type().id()).isEqualTo(41);
        assertThat(component.type().name()).isEqualTo("gpio");
        assertThat(component.qemuDevice()).isEqualTo("vhost-user-gpio-pci");
        assertThat(component.settings()).extracting(Setting::key).containsExactly("chip", "lines", "names", "values", "wires",
                "host-lines", "request", "most-edges");
        for (Setting<?> setting : component.settings()) {
            setting.read(setting.fallback());
            assertThat(setting.help()).isNotBlank();
        }
    }

    @Test
    void theNewestDeviceCountsOnceItRuns() throws SettingRejected {
        GpioDevice former = (GpioDevice) component.create(new DeviceSettings("gpio0", Map.of()));
        GpioDevice next = (GpioDevice) component.create(new DeviceSettings("gpio0", Map.of()));
        assertThat(devices.named("gpio0")).containsSame(former);
        next.start(DriverSide.IRQ, new ManualHost());
        assertThat(devices.named("gpio0")).containsSame(next);
        assertThat(devices.names()).containsExactly("gpio0");
        former.close();
        next.close();
        assertThat(devices.names()).isEmpty();
        assertThat(devices.named("gpio0")).isEmpty();
    }
}
