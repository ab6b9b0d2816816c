// SPDX-License-Identifier: Apache-2.0
package backplane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("protocol")
class SettingTest {
    private static final Setting<Integer> LINES = Setting.integer("lines", 8, 1, 1024, "how many lines there are");
    private static final Setting<Boolean> ACTIVE = Setting.flag("active", true, "whether it is on");
    private static final Setting<List<String>> NAMES = Setting.list("names", "", "names between commas", "what lines are called");
    private static final Setting<String> PATH = Setting.text("path", "/dev/x", "a path", "where it is");

    @ParameterizedTest
    @CsvSource({"1,1", "1024,1024", "0x10,16", "'  12 ',12"})
    void readsWholeNumbers(String text, int value) throws SettingRejected {
        assertThat(LINES.read(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1025", "2147483648", "99999999999", "1.5", "ten", "1 0", "+", "0x", "1e3"})
    void refusesOtherNumbersNamingKeyValueAndWhatIsAllowed(String text) {
        assertThatThrownBy(() -> LINES.read(text)).isInstanceOfSatisfying(SettingRejected.class,
                rejected -> assertThat(rejected.key()).isEqualTo("lines"))
                .hasMessage("'lines' is '" + text + "'; allowed is a whole number from 1 to 1024");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "FALSE,false", "' True ',true"})
    void readsFlags(String text, boolean value) throws SettingRejected {
        assertThat(ACTIVE.read(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1", "truee", "t"})
    void refusesOtherFlags(String text) {
        assertThatThrownBy(() -> ACTIVE.read(text)).isInstanceOf(SettingRejected.class)
                .hasMessage("'active' is '" + text + "'; allowed is true or false");
    }

    @Test
    void readsLists() throws SettingRejected {
        assertThat(NAMES.read("")).isEmpty();
        assertThat(NAMES.read("   ")).isEmpty();
        assertThat(NAMES.read("a")).containsExactly("a");
        assertThat(NAMES.read(" a , b,c ")).containsExactly("a", "b", "c");
        assertThat(NAMES.read("a,,b,")).as("empty places count").containsExactly("a", "", "b", "");
    }

    @Test
    void anAbsentValueIsTheFallback() throws SettingRejected {
        DeviceSettings none = new DeviceSettings("gpio0", Map.of());
        assertThat(none.get(LINES)).isEqualTo(8);
        assertThat(none.get(ACTIVE)).isTrue();
        assertThat(none.get(NAMES)).isEmpty();
        assertThat(none.get(PATH)).isEqualTo("/dev/x");
    }

    @Test
    void aGivenValueIsReadAndAWrongOneRefused() throws SettingRejected {
        DeviceSettings given = new DeviceSettings("gpio0", Map.of("lines", "16", "active", "no", "path", " /dev/y "));
        assertThat(given.get(LINES)).isEqualTo(16);
        assertThat(given.get(PATH)).isEqualTo("/dev/y");
        assertThatThrownBy(() -> given.get(ACTIVE)).isInstanceOf(SettingRejected.class);
    }

    @Test
    void settingsDoNotChangeAfterwards() {
        Map<String, String> values = new java.util.HashMap<>(Map.of("lines", "16"));
        DeviceSettings settings = new DeviceSettings("gpio0", values);
        values.put("lines", "17");
        assertThat(settings.values()).containsEntry("lines", "16");
    }

    @Test
    void aSettingIsForADevicesLifeUnlessItSaysOtherwise() throws SettingRejected {
        assertThat(LINES.live()).isFalse();
        assertThat(LINES.asLive().live()).isTrue();
        assertThat(LINES.asLive().read("3")).isEqualTo(3);
        assertThat(LINES.asLive().key()).isEqualTo(LINES.key());
    }
}
