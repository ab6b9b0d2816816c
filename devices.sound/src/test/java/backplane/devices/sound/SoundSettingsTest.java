// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.Setting;
import backplane.device.SettingRejected;
import backplane.devices.sound.simulated.SimulatedCards;
import backplane.devices.sound.wire.PcmFormat;
import backplane.devices.sound.wire.PcmRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a configuration, and what is said of what may not. */
@Tag("sound")
class SoundSettingsTest {
    private static void create(String key, String value) throws SettingRejected {
        SoundComponent component = new SoundComponent(new SoundDevices());
        component.addCard(new SimulatedCards());
        component.create(new DeviceSettings("sound0", Map.of(key, value))).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "out null", "in tone:997.5 rates=12000 node=255", "out wav:/tmp latency=2000; in loop:a; out loop:a",
        "out mix:room@-20=null;out mix:room", "out null formats=s16+s24_3+float channels=1-32"})
    void streams(String text) throws SettingRejected {
        create("streams", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "out", "both null", "out tone:440", "in mix:a", "out nothing:1", "out wav:relative", "out loop:",
        "in tone:0", "in tone:x", "out null rate=1", "out null rates=44101",
        "out null formats=s17", "out null formats=", "out null channels=0", "out null channels=3-2", "out null channels=256",
        "out null channels=33-40", "out null latency=2001", "out null node=-1",
        "out null x", "out fast-wav:/tmp formats=u16", "out mix:a rates=44100", "out mix:a@x", "out mix:a=mix:b"})
    void noStreams(String text) {
        assertThatThrownBy(() -> create("streams", text)).isInstanceOf(SettingRejected.class).hasMessageContaining("'streams'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"front", "front:door", ":mic", "a:mic @x", "a:mic loose", "a:mic unplugged remap"})
    void noJacks(String text) {
        assertThatThrownBy(() -> create("jacks", text)).isInstanceOf(SettingRejected.class).hasMessageContaining("'jacks'");
    }

    @Test
    void thePageListsEachKeyWithItsFallback() throws IOException {
        String page = Files.readString(Path.of("README.md"));
        for (Setting<?> setting : SoundSettings.ALL) {
            String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "` ";
            assertThat(page).contains("| `" + setting.key() + "` | " + fallback + "|");
        }
    }

    @Test
    void theCardHoldsLessThanTheDriversBuffer() throws SettingRejected {
        SoundSettings.StreamText text = SoundSettings.StreamText.parse("out null");
        StreamPlan plan = text.plan(new SimulatedCards().outlet("null", "").abilities());
        StreamParameters[] drivers = {parameters(480, 1920), parameters(480, 1440), parameters(480, 960), parameters(481, 962)};
        for (StreamParameters driver : drivers) {
            StreamParameters card = plan.onCard(driver);
            assertThat(card.bufferFrames()).as("%s", driver).isBetween(driver.bufferFrames() / 4, driver.bufferFrames() - 1);
            assertThat(card.periodFrames()).isLessThanOrEqualTo(driver.periodFrames());
        }
    }

    private static StreamParameters parameters(int period, int buffer) {
        return new StreamParameters(PcmFormat.S16, PcmRate.R48000, 1, 2 * period,
                2 * buffer);
    }
}
