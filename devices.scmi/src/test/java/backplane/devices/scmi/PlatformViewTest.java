// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.testkit.TestChain;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator does to a platform, and what its guests learn of it. */
@Tag("scmi")
class PlatformViewTest {
    private static final int ROOM = 136;
    private static final String OK = " 00 00 00 00";

    /** Ask for notifications, set by hand, the notification (agent 0 is the platform), and what a command reads then. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "power gpu 1, 06 44 00 00 00 00 00 00 01 00 00 00, 00 47 00 00 00 00 00 00 00 00 00 00 00 00 00 00,"
            + "05 44 00 00 00 00 00 00, 00 00 00 00",
        "perf cpu 800000, 0a 4c 00 00 00 00 00 00 01 00 00 00, 01 4f 00 00 00 00 00 00 00 00 00 00 00 35 0c 00,"
            + "08 4c 00 00 00 00 00 00, 00 35 0c 00",
        "clock uart 48000000, 09 50 00 00 00 00 00 00 01 00 00 00, 00 53 00 00 00 00 00 00 00 00 00 00 00 6c dc 02 00 00 00 00,"
            + "06 50 00 00 00 00 00 00, 00 6c dc 02 00 00 00 00",
        "voltage io 3300000, -, -, 08 5c 00 00 01 00 00 00, a0 5a 32 00"})
    void whatIsSetByHandIsReadAndTold(String set, String listen, String told, String ask, String answer)
            throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            if (listen != null) {
                assertThat(driver.ask(listen, ROOM)).isEqualTo(listen.substring(0, 11) + OK);
            }
            TestChain buffer = driver.buffer(32);
            String[] words = set.split(" ");
            driver.device.view().set(words[0], words[1], Long.parseLong(words[2]));
            if (told != null) {
                driver.await(buffer);
                assertThat(buffer.answerHex()).isEqualTo(told);
            }
            assertThat(driver.ask(ask, ROOM)).isEqualTo(ask.substring(0, 11) + OK + " " + answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"power,gpu,2", "power,gpu,-1", "perf,cpu,800001", "perf,cpu,4295767296", "clock,uart,24000001", "voltage,core,600001",
        "powercap,package,999999", "power,nothing,1", "nothing,gpu,1", "reset,can0,1", "sensor,cpu,1"})
    void whatCannotBeSetIsRefusedByName(String kind, String name, long value) {
        try (DriverSide driver = new DriverSide()) {
            assertThatThrownBy(() -> driver.device.view().set(kind, name, value)).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aVoteAfterwardsWins() throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            driver.device.view().set("power", "gpu", 1);
            driver.ask("04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 40", ROOM);
            assertThat(driver.ask("05 44 00 00 00 00 00 00", ROOM)).isEqualTo("05 44 00 00" + OK + " 00 00 00 40");
        }
    }

    @Test
    void votesNameTheGuestAndDomainsWhatItMayDo() throws ExecutionException {
        ScmiComponent component = DriverSide.component();
        try (DriverSide one = new DriverSide(component, "one", DriverSide.EVENTS, "platform", "shared");
                DriverSide two = new DriverSide(component, "two", DriverSide.EVENTS, "platform",
                        "shared", "allow", "all, power/gpu:read")) {
            one.ask("04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00", ROOM);
            assertThat(two.device.view().votes()).containsExactly("one power/gpu/state 1");
            assertThat(one.device.view().domains()).anyMatch(line -> line.matches("power +0 +gpu +write"))
                    .anyMatch(line -> line.matches("sensor +2 +vdd +write"));
            assertThat(two.device.view().domains()).anyMatch(line -> line.matches("power +0 +gpu +read"));
        }
    }

    @Test
    void aTripPointIsToldToAGuestThatListensOnly() throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            assertThat(driver.device.view().trip("cpu", 1, true)).isFalse();
            driver.ask("04 54 00 00 00 00 00 00 01 00 00 00", ROOM);
            TestChain buffer = driver.buffer(32);
            assertThat(driver.device.view().trip("cpu", 1, true)).isTrue();
            driver.await(buffer);
            assertThat(buffer.answerHex()).isEqualTo("00 57 00 00 00 00 00 00 00 00 00 00 01 00 01 00");
            assertThatThrownBy(() -> driver.device.view().trip("cpu", 4, true)).hasMessageContaining("0 to 3");
            assertThatThrownBy(() -> driver.device.view().trip("nothing", 0, true)).hasMessageContaining("cpu");
        }
    }
}
