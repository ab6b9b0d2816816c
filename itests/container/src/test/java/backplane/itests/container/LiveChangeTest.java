// SPDX-License-Identifier: Apache-2.0
package backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that change under load: what can be taken live is taken without a handover, the rest by one. */
@Tag("upgrade")
class LiveChangeTest {
    private static final int TIMES = 20;
    @TempDir
    Path folder;

    @Test
    void aLiveSettingCostsNoHandoverAndAnotherOneDoes() throws Exception {
        try (LoadedHost loaded = new LoadedHost(folder)) {
            for (int i = 1; i <= TIMES; i++) {
                int times = i;
                loaded.host.configure("gpio0", with("names", "n" + i));
                loaded.host.awaitThat(() -> loaded.host.must("show", "gpio0").matches("(?s).*\\badjusted +" + times + "\\b.*"),
                        () -> loaded.host.must("show", "gpio0"));
                loaded.requireAlive();
            }
            assertThat(loaded.host.must("show", "gpio0")).containsPattern("handovers +0\\b").containsPattern("chains_reoffered +0\\b");
            loaded.host.must("create", "i2c", "i2c0", "retries=1");
            loaded.host.configure("i2c0", Map.of("type", "i2c", "retries", "2"));
            loaded.host.awaitThat(() -> shows(loaded, "adjusted +1"), () -> loaded.host.must("show", "i2c0"));
            assertThat(shows(loaded, "handovers +0")).isTrue();
            loaded.host.configure("i2c0", Map.of("type", "i2c", "retries", "3", "write-time", "9"));
            loaded.host.awaitThat(() -> shows(loaded, "handovers +1"), () -> loaded.host.must("show", "i2c0"));
            assertThat(shows(loaded, "adjusted +1")).isTrue();
            loaded.requireAlive();
            assertThat(loaded.host.must("show", "gpio0")).containsPattern("sessions +1\\b").containsPattern("chains_failed +0\\b");
        }
    }

    private static boolean shows(LoadedHost loaded, String counter) {
        return loaded.host.must("show", "i2c0").matches("(?s).*\\b" + counter + "\\b.*");
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(LoadedHost.SETTINGS);
        settings.put(key, value);
        return settings;
    }
}
