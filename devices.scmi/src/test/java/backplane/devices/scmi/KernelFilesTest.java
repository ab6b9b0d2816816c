// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.virtio.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources that are files of the kernel; what a file says is not trusted. */
@Tag("scmi")
class KernelFilesTest {
    private static final String READING = "06 54 00 00 00 00 00 00 00 00 00 00";
    private static final int ROOM = 64;

    @TempDir
    private Path folder;

    private DriverSide driver(String... settings) {
        return new DriverSide(DriverSide.component(), "scmi0", FeatureSet.NONE, settings);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aSensorsFileIsReadEachTime() throws IOException {
        Path file = file("temp1_input", "25500\n");
        try (DriverSide driver = driver("sensors", "board=" + file + " C")) {
            assertThat(driver.ask(READING, ROOM)).startsWith("06 54 00 00 00 00 00 00 9c 63 00 00 00 00 00 00");
            Files.writeString(file, "-1\n");
            assertThat(driver.ask(READING, ROOM)).startsWith("06 54 00 00 00 00 00 00 ff ff ff ff ff ff ff ff");
            Files.delete(file);
            assertThat(driver.ask(READING, ROOM)).as("HARDWARE_ERROR").isEqualTo("06 54 00 00 f7 ff ff ff");
            Files.writeString(file, "7\n");
            assertThat(driver.ask(READING, ROOM)).as("there again").startsWith("06 54 00 00 00 00 00 00 07 00 00 00");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x", "1x", "1 2", "99999999999999999999", "0000000000000000000000000000001",
        "1                        x", "\u0000"})
    void aFileWithoutANumberIsAnErrorAndNothingElse(String text) throws IOException {
        Path file = file("temp1_input", "1\n");
        try (DriverSide driver = driver("sensors", "board=" + file)) {
            Files.writeString(file, text);
            assertThat(driver.ask(READING, ROOM)).isEqualTo("06 54 00 00 f7 ff ff ff");
        }
        assertThatThrownBy(() -> DriverSide.component()
                .create(new DeviceSettings("scmi0", Map.of("sensors", "board=" + file))))
                .isInstanceOf(SettingRejected.class).hasMessageContaining(file.toString());
    }

    @Test
    void aFileThatIsNotThereIsToldWhenTheDeviceIsMade() {
        for (String key : new String[] {"sensors=s=/nowhere", "clocks=c=1|2@/nowhere", "power-domains=p@/nowhere"}) {
            int cut = key.indexOf('=');
            assertThatThrownBy(() -> DriverSide.component()
                    .create(new DeviceSettings("scmi0", Map.of(key.substring(0, cut), key.substring(cut + 1)))))
                    .isInstanceOf(SettingRejected.class).hasMessageContaining("/nowhere");
        }
    }

    @Test
    void levelsCapsRatesAndSwitchesAreWrittenAndGoBackWhenTheGuestIsGone() throws IOException {
        Path speed = file("scaling_setspeed", "400000\n");
        Path cap = file("constraint_0_power_limit_uw", "15000000\n");
        Path gpu = file("power", "0\n");
        Path reset = file("reset", "0\n");
        DriverSide driver = driver("performance", "cpu=400|800@" + speed, "powercaps", "package=1000000..15000000/1000@" + cap,
                "power-domains", "gpu@" + gpu, "resets", "can0@" + reset);
        assertThat(driver.ask("07 4c 00 00 00 00 00 00 00 35 0c 00", ROOM)).isEqualTo("07 4c 00 00 00 00 00 00");
        assertThat(driver.ask("05 60 00 00 00 00 00 00 00 00 00 00 80 84 1e 00", ROOM)).isEqualTo("05 60 00 00 00 00 00 00");
        assertThat(driver.ask("04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 44 00 00 00 00 00 00");
        assertThat(driver.ask("04 58 00 00 00 00 00 00 02 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 58 00 00 00 00 00 00");
        assertThat(speed).hasContent("800000");
        assertThat(cap).hasContent("2000000");
        assertThat(gpu).hasContent("1");
        assertThat(reset).hasContent("1");
        driver.close();
        assertThat(cap).hasContent("15000000");
        assertThat(gpu).hasContent("0");
        assertThat(reset).hasContent("0");
    }

    /** The first of each kind refuses; nothing that comes after it may be left to a guest that is gone, whose number another one gets. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hardwareThatRefusesKeepsNoOtherVoteOfAGuestThatIsGone(boolean onlyReset) throws IOException, ExecutionException {
        Path gpu = file("gpu", "0\n");
        Path video = file("video", "0\n");
        Path core = file("core", "600000\n");
        Path uart = file("uart", "24000000\n");
        Path can = file("can", "0\n");
        Path cap = file("cap", "15000000\n");
        ScmiComponent component = DriverSide.component();
        String[] settings = {"platform", "shared", "power-domains", "gpu@" + gpu + ", video@" + video, "resets", "can@" + can + ", can1",
            "voltages", "core=600000|700000@" + core, "clocks", "uart=24000000|48000000@" + uart + ", b=1|2, pixel=1|2<uart|b",
            "powercaps", "a=1000000..15000000/1000@" + cap + ", b=1000000..5000000/1000"};
        try (DriverSide stays = new DriverSide(component, "stays", FeatureSet.NONE, settings)) {
            DriverSide goes = new DriverSide(component, "goes", FeatureSet.NONE, settings);
            for (String vote : new String[] {"04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "04 44 00 00 00 00 00 00 01 00 00 00 00 00 00 00",
                "07 5c 00 00 00 00 00 00 00 00 00 00 60 ae 0a 00", "05 5c 00 00 00 00 00 00 07 00 00 00",
                "05 50 00 00 00 00 00 00 00 00 00 00 00 6c dc 02 00 00 00 00", "07 50 00 00 00 00 00 00 01 00 00 00 00 00 00 00",
                "07 50 00 00 01 00 00 00 01 00 00 00 00 00 00 00", "04 58 00 00 00 00 00 00 02 00 00 00 00 00 00 00",
                "04 58 00 00 01 00 00 00 02 00 00 00 00 00 00 00", "05 60 00 00 00 00 00 00 00 00 00 00 80 84 1e 00",
                "05 60 00 00 01 00 00 00 00 00 00 00 80 84 1e 00"}) {
                assertThat(goes.ask(vote, ROOM)).isEqualTo(vote.substring(0, 11) + " 00 00 00 00");
            }
            assertThat(video).hasContent("1");
            for (Path first : new Path[] {gpu, core, uart, can, cap}) {
                Files.delete(first);
            }
            if (onlyReset) {
                goes.device.reset();
            } else {
                goes.close();
            }
            assertThat(stays.ask("05 44 00 00 01 00 00 00", ROOM)).as("video").isEqualTo("05 44 00 00 00 00 00 00 00 00 00 40");
            assertThat(video).hasContent("0");
            assertThat(stays.ask("06 5c 00 00 00 00 00 00", ROOM)).as("core's mode").isEqualTo("06 5c 00 00 00 00 00 00 00 00 00 00");
            assertThat(stays.ask("0b 50 00 00 00 00 00 00 00 00 00 00", ROOM)).as("uart runs")
                    .isEqualTo("0b 50 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            assertThat(stays.ask("0b 50 00 00 01 00 00 00 00 00 00 00", ROOM)).as("b runs")
                    .isEqualTo("0b 50 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            assertThat(stays.ask("04 60 00 00 01 00 00 00", ROOM)).as("cap b").isEqualTo("04 60 00 00 00 00 00 00 40 4b 4c 00");
            assertThat(stays.device.view().votes()).as("nobody votes").noneMatch(line -> line.contains("goes"));
            if (onlyReset) {
                goes.close();
            }
            try (DriverSide next = new DriverSide(component, "next", FeatureSet.NONE, settings)) {
                assertThat(next.device.view().votes()).as("votes that came with the number").isEmpty();
            }
        }
    }
}
