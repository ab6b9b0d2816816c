// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.testkit.TestChain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a device whose process is killed: nobody stops it, nobody asks it to save. */
@Tag("scmi")
class LastingStateTest {
    private static final int ROOM = 136;
    private static final String POWER_ON = "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
    private static final String READING = "06 54 00 00 00 00 00 00 00 00 00 00";

    static Stream<List<String>> sections() throws Exception {
        return ScmiRowsTest.sections();
    }

    private static void must(DriverSide driver, String request) {
        assertThat(driver.ask(request, ROOM)).isEqualTo(request.substring(0, 11) + " 00 00 00 00");
    }

    private static boolean same(DeviceState one, DeviceState other) throws StateRejected {
        ScmiState left = ScmiState.decode(one);
        ScmiState right = ScmiState.decode(other);
        return left.values().equals(right.values()) && left.wanted().equals(right.wanted());
    }

    /** A message that changes something and whose row does not say so would leave the state of the command before. */
    @ParameterizedTest
    @MethodSource("sections")
    void afterEachCommandItIsWhatSavingWouldTell(List<String> section) throws StateRejected {
        List<String> stale = new ArrayList<>();
        try (DriverSide driver = new DriverSide()) {
            assertThat(driver.device.lasting()).isNotNull();
            for (String line : section) {
                driver.ask(ScmiRowsTest.bytes(line.substring(line.indexOf(" : ") + 3).split(" = ")[0]), ROOM);
                DeviceState before = driver.device.save();
                DeviceState lasting = driver.device.lasting();
                // The platform looks at sensors by itself, and a response that is owed comes when it comes: before or after.
                if (!same(lasting, before) && !same(lasting, driver.device.save())) {
                    stale.add(line);
                }
            }
        }
        assertThat(stale).as("kept from before").isEmpty();
    }

    @Test
    void aDeviceOfALaterProcessGoesOnWithVotesNotificationsAndResponsesThatAreOwed() throws StateRejected, ExecutionException {
        DeviceState left;
        try (DriverSide killed = new DriverSide()) {
            killed.device.lasting();
            must(killed, POWER_ON);
            must(killed, "07 4c 00 00 00 00 00 00 80 1a 06 00");
            must(killed, "06 44 00 00 00 00 00 00 01 00 00 00");
            must(killed, "06 54 14 00 00 00 00 00 01 00 00 00");
            killed.device.view().poke("vdd", List.of("2.5"));
            left = killed.device.lasting();
        }
        try (DriverSide again = DriverSide.successor(left, () -> { })) {
            assertThat(again.ask("05 44 00 00 00 00 00 00", ROOM)).as("power").isEqualTo("05 44 00 00 00 00 00 00 00 00 00 00");
            assertThat(again.ask("08 4c 00 00 00 00 00 00", ROOM)).as("level").isEqualTo("08 4c 00 00 00 00 00 00 80 1a 06 00");
            assertThat(again.ask("06 54 00 00 02 00 00 00 00 00 00 00", ROOM)).as("vdd").startsWith("06 54 00 00 00 00 00 00 c4 09");
            TestChain owed = again.buffer(64);
            again.await(owed);
            assertThat(owed.answerHex()).startsWith("06 56 14 00 00 00 00 00");
            TestChain told = again.buffer(64);
            must(again, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 40");
            again.await(told);
            assertThat(told.answerHex()).startsWith("00 47 00 00 01 00 00 00");
        }
    }

    @Test
    void whatOnlyReadsLeavesTheSameObject() {
        try (DriverSide driver = new DriverSide()) {
            DeviceState before = driver.device.lasting();
            driver.ask(READING, ROOM);
            assertThat(driver.device.lasting()).isSameAs(before);
            must(driver, POWER_ON);
            assertThat(driver.device.lasting()).isNotSameAs(before);
        }
    }

    @Test
    void aResponseThatWasDeliveredIsOwedNoMoreAndAResetLeavesNothing() {
        try (DriverSide driver = new DriverSide()) {
            DeviceState empty = driver.device.lasting();
            must(driver, "06 54 14 00 00 00 00 00 01 00 00 00");
            assertThat(driver.device.lasting().bytes()).isNotEqualTo(empty.bytes());
            driver.await(driver.buffer(64));
            assertThat(driver.device.lasting().bytes()).isEqualTo(empty.bytes());
            must(driver, POWER_ON);
            driver.device.reset();
            assertThat(driver.device.lasting().bytes()).isEqualTo(empty.bytes());
        }
    }
}
