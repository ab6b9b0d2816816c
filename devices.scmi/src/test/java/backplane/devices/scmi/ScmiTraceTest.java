// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.TestChain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator reads of a guest's messages; bytes by hand after DEN0056. */
@Tag("scmi")
class ScmiTraceTest {
    private static final int ROOM = 136;

    @Test
    void eachMessageIsALineWithItsNamesAndWhatCameOfIt() {
        try (DriverSide driver = new DriverSide()) {
            driver.device.trace().turn(true);
            driver.ask("05 44 00 00 01 00 00 00", ROOM);
            driver.ask("05 44 00 00 07 00 00 00", ROOM);
            driver.ask("05 44 00 00 01 00 00 00 ff ff", ROOM);
            driver.ask("1f 44 00 00", ROOM);
            driver.ask("00 fc 03 00", ROOM);
            driver.ask("00 40 00 00 " + "00 ".repeat(1100).strip(), ROOM);
            assertThat(driver.device.trace().lines()).containsExactly(
                    "power POWER_STATE_GET 00000001 -> SUCCESS 40000000",
                    "power POWER_STATE_GET 00000007 -> NOT_FOUND",
                    "power POWER_STATE_GET 00000001 +2 bytes -> PROTOCOL_ERROR",
                    "power message 0x1f -> NOT_FOUND",
                    "protocol 0xff message 0x00 -> NOT_SUPPORTED",
                    "base PROTOCOL_VERSION" + " 00000000".repeat(16) + " ... -> PROTOCOL_ERROR");
        }
    }

    @Test
    void whatThePlatformTellsIsThereToo() {
        try (DriverSide driver = new DriverSide()) {
            driver.ask("06 44 00 00 00 00 00 00 01 00 00 00", ROOM);
            driver.device.trace().turn(true);
            TestChain buffer = driver.buffer(32);
            driver.ask("04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00", ROOM);
            driver.await(buffer);
            assertThat(driver.device.trace().lines()).containsExactly(
                    "power notification 0 00000001 00000000 00000000",
                    "power POWER_STATE_SET 00000000 00000000 00000000 -> SUCCESS");
        }
    }

    @Test
    void nothingIsKeptWhileItIsOffAndOnlyTheLastWhileItIsOn() {
        try (DriverSide driver = new DriverSide()) {
            driver.ask("05 44 00 00 01 00 00 00", ROOM);
            assertThat(driver.device.trace().lines()).isEmpty();
            driver.device.trace().turn(true);
            for (int i = 0; i < ScmiTrace.KEPT + 10; i++) {
                driver.ask("05 44 00 00 0" + (i < 10 ? 1 : 0) + " 00 00 00", ROOM);
            }
            assertThat(driver.device.trace().lines()).hasSize(ScmiTrace.KEPT).allMatch(line -> line.contains("GET 00000000 -> SUCCESS"));
            driver.device.trace().turn(false);
            driver.ask("05 44 00 00 01 00 00 00", ROOM);
            assertThat(driver.device.trace().lines()).hasSize(ScmiTrace.KEPT);
        }
    }
}
