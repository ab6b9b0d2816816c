// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.device.StateRejected;
import backplane.testkit.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulated resources that take their time, fail, and follow a script. */
@Tag("scmi")
@Timeout(60)
class SimulationTest {
    private static final int ROOM = 136;
    private static final String OK = " 00 00 00 00";
    private static final String IS_ON = "05 44 00 00 00 00 00 00";

    @TempDir
    private Path folder;

    @Test
    void aDelayedResponseWaitsUntilTheChangeIsThrough() {
        try (DriverSide driver = new DriverSide("transitions", "power/gpu=300, clock=0")) {
            TestChain buffer = driver.buffer(64);
            long began = System.nanoTime();
            assertThat(driver.ask("04 44 14 00 01 00 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 44 14 00" + OK);
            assertThat(driver.ask(IS_ON, ROOM)).as("still off").isEqualTo("05 44 00 00" + OK + " 00 00 00 40");
            assertThat(buffer.isCompleted()).isFalse();
            driver.await(buffer);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(buffer.answerHex()).isEqualTo("04 46 14 00" + OK + " 00 00 00 00 00 00 00 00");
            assertThat(driver.ask(IS_ON, ROOM)).isEqualTo("05 44 00 00" + OK + " 00 00 00 00");
            TestChain other = driver.buffer(64);
            assertThat(driver.ask("04 44 18 00 01 00 00 00 01 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 44 18 00" + OK);
            driver.await(other);
            assertThat(other.answerHex()).as("the other domain is there at once").startsWith("04 46 18 00");
        }
    }

    @Test
    void aResponseThatIsNotDueGoesOnWithTheNextDevice() throws StateRejected {
        DriverSide old = new DriverSide("transitions", "power=60000");
        assertThat(old.ask("04 44 14 00 01 00 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 44 14 00" + OK);
        old.stop();
        try (DriverSide again = old.successor()) {
            TestChain late = again.buffer(64);
            again.await(late);
            assertThat(late.answerHex()).startsWith("04 46 14 00" + OK);
        }
    }

    @Test
    void aNotificationWithoutABufferGoesOnWithTheNextDevice() throws StateRejected, ExecutionException {
        DriverSide old = new DriverSide();
        assertThat(old.ask("06 44 00 00 00 00 00 00 01 00 00 00", ROOM)).isEqualTo("06 44 00 00" + OK);
        old.device.view().set("power", "gpu", 1);
        old.stop();
        try (DriverSide again = old.successor()) {
            TestChain told = again.buffer(64);
            again.await(told);
            assertThat(told.answerHex()).as("changed by the platform").isEqualTo("00 47 00 00" + OK + " 00 00 00 00 00 00 00 00");
        }
    }

    /** Errors of hardware and what a guest is told of them. */
    @ParameterizedTest
    @CsvSource({"EIO, f7", "EACCES, fd", "EBUSY, fa", "EINVAL, fb"})
    void anInjectedErrorIsAnsweredAndEnds(String error, String status) throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            driver.device.view().fault("power", "gpu", error);
            driver.device.view().fault("sensor", "cpu", error);
            assertThat(driver.ask(IS_ON, ROOM)).isEqualTo("05 44 00 00 " + status + " ff ff ff");
            assertThat(driver.ask("06 54 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("06 54 00 00 " + status + " ff ff ff");
            driver.device.view().fault("power", "gpu", "none");
            assertThat(driver.ask(IS_ON, ROOM)).isEqualTo("05 44 00 00" + OK + " 00 00 00 40");
        }
    }

    @ParameterizedTest
    @CsvSource({"power, nothing, EIO, video-decoder-unit", "nothing, gpu, EIO, power/gpu", "power, gpu, EWRONG, ETIMEDOUT"})
    void whatCannotFailIsRefusedByName(String kind, String name, String error, String said) {
        try (DriverSide driver = new DriverSide()) {
            assertThatThrownBy(() -> driver.device.view().fault(kind, name, error)).cause().hasMessageContaining(said);
        }
    }

    @Test
    void aScriptIsFollowedAndBeginsAnew() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "# warm up\n0 poke cpu 50\n0.05 poke cpu 61.5 # trip\n\n"
                + "0.1 set power gpu 1\n0.15 fault voltage core EIO\n0.2 fault voltage core none\n0.25 repeat\n");
        try (DriverSide driver = new DriverSide("script", script.toString())) {
            TestChain[] told = {driver.buffer(64), driver.buffer(64), driver.buffer(64), driver.buffer(64)};
            assertThat(driver.ask("05 54 00 00 00 00 00 00 03 00 00 00 60 ea 00 00 00 00 00 00", ROOM)).isEqualTo("05 54 00 00" + OK);
            assertThat(driver.ask("04 54 00 00 00 00 00 00 01 00 00 00", ROOM)).isEqualTo("04 54 00 00" + OK);
            for (TestChain each : told) {
                driver.await(each);
            }
            assertThat(told[1].answerHex()).isNotEqualTo(told[0].answerHex()).startsWith("00 57 00 00 00 00 00 00 00 00 00 00");
            assertThat(told[2].answerHex()).as("60 is crossed again and again").isEqualTo(told[0].answerHex());
            assertThat(told[3].answerHex()).isEqualTo(told[1].answerHex());
            assertThat(driver.ask(IS_ON, ROOM)).isEqualTo("05 44 00 00" + OK + " 00 00 00 00");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x poke cpu 1", "-1 poke cpu 1", "1", "1 jump", "1 poke nothing 1", "1 poke cpu", "1 poke cpu 1 2",
        "1 poke cpu x",
        "1 set power gpu", "1 set power gpu x", "1 set power nothing 1", "1 fault voltage core", "1 fault voltage core EWRONG",
        "1 fault power nothing EIO", "2 poke cpu 1\n1 poke cpu 1", "1 repeat\n2 poke cpu 1", "0 repeat", "86401 poke cpu 1"})
    void whatAScriptCannotSayIsToldWithItsLine(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "# first\n" + text + "\n");
        Map<String, String> settings = new java.util.HashMap<>(DriverSide.PLATFORM);
        settings.put("script", script.toString());
        assertThatThrownBy(() -> DriverSide.component().create(new DeviceSettings("scmi0", settings)))
                .isInstanceOf(SettingRejected.class).hasMessageContaining(script + ", line " + (text.contains("\n") ? 3 : 2));
    }

    @ParameterizedTest
    @CsvSource({"transitions, power/nothing=5, power/nothing", "transitions, power=60001, transitions", "transitions, power, transitions",
        "script, /nowhere, /nowhere", "script, relative, script"})
    void whatIsNotThereIsNamed(String key, String value, String said) {
        Map<String, String> settings = new java.util.HashMap<>(DriverSide.PLATFORM);
        settings.put(key, value);
        assertThatThrownBy(() -> DriverSide.component().create(new DeviceSettings("scmi0", settings)))
                .isInstanceOf(SettingRejected.class).hasMessageContaining(said);
    }
}
