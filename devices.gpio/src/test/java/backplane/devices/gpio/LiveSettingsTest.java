// SPDX-License-Identifier: Apache-2.0
package backplane.devices.gpio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.gpio.linux.HostLines;
import backplane.devices.gpio.simulated.SimulatedBoard;
import backplane.devices.gpio.wire.GpioConfigLayout;
import backplane.testkit.FakeKernel;
import backplane.testkit.TestChain;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings that a device takes while a driver uses it. */
@Tag("gpio")
class LiveSettingsTest {
    private static final String NAMES_OF_TWO = "01 00 00 00 00 00 00 00";

    private final FakeKernel kernel = new FakeKernel();
    private final GpioComponent component = new GpioComponent(new SimulatedBoard(),
            new HostLines(kernel.charDevices(), kernel.heldDevices(), kernel.pollers()), new GpioDevices());
    private final ManualHost host = new ManualHost();
    private GpioDevice device;

    @BeforeEach
    void start() throws SettingRejected {
        device = (GpioDevice) component.create(with("names", "a,b"));
        device.start(DriverSide.IRQ, host);
    }

    @Test
    void whichTheyAre() {
        assertThat(GpioSettings.ALL.stream().filter(Setting::live).map(Setting::key))
                .containsExactly("names", "values", "wires", "most-edges");
    }

    @Test
    void namesAreOtherOnesForTheNextDriver() throws SettingRejected {
        assertThat(ask(NAMES_OF_TWO, 5)).isEqualTo("00 61 00 62 00");
        device.adjust(with("names", "led,key"));
        assertThat(namesSize()).isEqualTo(8);
        assertThat(ask(NAMES_OF_TWO, 9)).isEqualTo("00 6c 65 64 00 6b 65 79 00");
        device.adjust(with());
        assertThat(namesSize()).isZero();
        assertThat(ask(NAMES_OF_TWO, 2)).isEqualTo("01 00");
    }

    @Test
    void aLevelThatChangesByItIsAnInterruptLikeAnyOther() throws SettingRejected {
        ask("03 00 00 00 02 00 00 00", 2);
        ask("06 00 00 00 01 00 00 00", 2);
        TestChain buffer = TestChain.request("00 00", 1);
        device.offered(DriverSide.EVENTQ, buffer);
        device.adjust(with("values", "1"));
        host.run();
        assertThat(buffer.answerHex()).isEqualTo("01");
        assertThat(ask("04 00 00 00 00 00 00 00", 2)).isEqualTo("00 01");
    }

    @Test
    void aNewWireCarriesAtOnce() throws SettingRejected {
        ask("05 00 00 00 01 00 00 00", 2);
        ask("03 00 00 00 01 00 00 00", 2);
        assertThat(ask("04 00 01 00 00 00 00 00", 2)).isEqualTo("00 00");
        device.adjust(with("wires", "0>1"));
        assertThat(ask("04 00 01 00 00 00 00 00", 2)).isEqualTo("00 01");
        device.adjust(with());
        assertThat(ask("04 00 01 00 00 00 00 00", 2)).isEqualTo("00 00");
    }

    @Test
    void aWrongValueChangesNothing() {
        assertThatThrownBy(() -> device.adjust(with("names", "x,y,z", "values", "1"))).isInstanceOf(SettingRejected.class)
                .hasMessageContaining("'names'");
        assertThatThrownBy(() -> device.adjust(with("values", "1", "wires", "0>0"))).isInstanceOf(SettingRejected.class)
                .hasMessageContaining("0>0");
        assertThat(ask(NAMES_OF_TWO, 5)).isEqualTo("00 61 00 62 00");
        assertThat(ask("04 00 00 00 00 00 00 00", 2)).isEqualTo("00 00");
    }

    private long namesSize() {
        ByteBuffer bytes = ByteBuffer.allocate(GpioConfigLayout.LAYOUT.size());
        device.config().read(0, bytes.capacity(), bytes);
        return GpioConfigLayout.NAMES_SIZE.get(bytes, 0);
    }

    private String ask(String request, int room) {
        TestChain chain = TestChain.request(request, room);
        device.offered(DriverSide.REQUESTQ, chain);
        return chain.answerHex();
    }

    private static DeviceSettings with(String... pairs) {
        Map<String, String> values = new java.util.HashMap<>(Map.of("lines", "2"));
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new DeviceSettings("gpio0", values);
    }
}
