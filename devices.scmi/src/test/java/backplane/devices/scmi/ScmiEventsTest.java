// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.DeviceSettings;
import backplane.device.StateRejected;
import backplane.testkit.SpiedChain;
import backplane.testkit.TestChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Notifications, delayed responses, several guests on one platform, and a device that takes another's place. */
@Tag("scmi")
class ScmiEventsTest {
    private static final int ROOM = 136;
    private static final String OK = " 00 00 00 00";

    private static void must(DriverSide driver, String request) {
        assertThat(driver.ask(request, ROOM)).isEqualTo(request.substring(0, 11) + OK);
    }

    private static DriverSide guest(ScmiComponent component, String name) {
        return new DriverSide(component, name, DriverSide.EVENTS, "platform", "shared");
    }

    @Test
    void aChangeIsToldToWhoeverWantsItAndWhoDidItIsThePlatformToOthers() {
        ScmiComponent component = DriverSide.component();
        try (DriverSide one = guest(component, "one"); DriverSide two = guest(component, "two")) {
            must(one, "06 44 00 00 00 00 00 00 01 00 00 00");
            must(two, "06 44 00 00 00 00 00 00 01 00 00 00");
            TestChain first = one.buffer(32);
            TestChain second = two.buffer(32);
            must(one, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            one.await(first);
            two.await(second);
            assertThat(first.answerHex()).isEqualTo("00 47 00 00 01 00 00 00 00 00 00 00 00 00 00 00");
            assertThat(second.answerHex()).isEqualTo("00 47 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
        }
    }

    /** A driver that pairs answers with requests by their order would take one for another after an upgrade. */
    @Test
    void commandsThatAreDoneWhenTheDeviceStopsAreAnsweredInTheirOrder() {
        List<String> asked = List.of("00 40 00 00", "00 40 04 00", "00 40 08 00", "00 40 0c 00");
        List<String> answered = new ArrayList<>();
        try (DriverSide driver = new DriverSide()) {
            asked.forEach(request -> driver.device.offered(0,
                    new SpiedChain(TestChain.request(request, ROOM), () -> answered.add(request))));
            driver.device.save();
            driver.stop();
            assertThat(answered).isEqualTo(asked);
            driver.restart();
        }
    }

    @Test
    void aDomainStaysOnWhileOneGuestWantsIt() {
        ScmiComponent component = DriverSide.component();
        try (DriverSide two = guest(component, "two")) {
            DriverSide one = guest(component, "one");
            must(one, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            must(two, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            must(two, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 40");
            assertThat(two.ask("05 44 00 00 00 00 00 00", ROOM)).as("one still wants it").isEqualTo("05 44 00 00" + OK + " 00 00 00 00");
            one.close();
            assertThat(two.ask("05 44 00 00 00 00 00 00", ROOM)).as("one is gone").isEqualTo("05 44 00 00" + OK + " 00 00 00 40");
        }
    }

    @Test
    void aDelayedResponseWaitsForABufferAndBearsTheToken() {
        try (DriverSide driver = new DriverSide()) {
            assertThat(driver.ask("06 54 14 00 00 00 00 00 01 00 00 00", ROOM)).isEqualTo("06 54 14 00" + OK);
            TestChain small = driver.buffer(16);
            TestChain large = driver.buffer(64);
            driver.await(large);
            assertThat(large.answerHex()).isEqualTo("06 56 14 00 00 00 00 00 00 00 00 00 bc b1 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            assertThat(small.isHeld()).as("a buffer that is too small stays for a shorter message").isTrue();
        }
    }

    @Test
    void moreDelayedResponsesThanThereIsPatienceForAreRefused() {
        try (DriverSide driver = new DriverSide()) {
            for (int i = 0; i < 64; i++) {
                must(driver, "06 54 00 00 00 00 00 00 01 00 00 00");
            }
            assertThat(driver.ask("06 54 00 00 00 00 00 00 01 00 00 00", ROOM)).as("BUSY").isEqualTo("06 54 00 00 fa ff ff ff");
            driver.await(driver.buffer(64));
            must(driver, "06 54 00 00 00 00 00 00 01 00 00 00");
        }
    }

    @Test
    void aTripPointIsToldOnceWhenItIsCrossed() throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            must(driver, "05 54 00 00 00 00 00 00 13 00 00 00 50 c3 00 00 00 00 00 00");
            must(driver, "04 54 00 00 00 00 00 00 01 00 00 00");
            driver.device.view().poke("cpu", List.of("49.9"));
            TestChain buffer = driver.buffer(32);
            driver.device.view().poke("cpu", List.of("50"));
            driver.await(buffer);
            assertThat(buffer.answerHex()).as("trip 1, upwards").isEqualTo("00 57 00 00 00 00 00 00 00 00 00 00 01 00 01 00");
            TestChain next = driver.buffer(32);
            driver.device.view().poke("cpu", List.of("51"));
            driver.device.view().poke("cpu", List.of("49"));
            driver.await(next);
            assertThat(next.answerHex()).as("trip 1, downwards").isEqualTo("00 57 00 00 00 00 00 00 00 00 00 00 01 00 00 00");
        }
    }

    @Test
    void aStormOfUpdatesLeavesOneForEachSensorAndCommandsGoOn() throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            must(driver, "0b 54 00 00 00 00 00 00 01 00 00 00");
            for (int i = 0; i < 10_000; i++) {
                driver.device.view().poke("cpu", List.of(Integer.toString(i)));
                if (i % 1000 == 0) {
                    must(driver, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
                }
            }
            driver.run();
            TestChain buffer = driver.buffer(64);
            driver.await(buffer);
            assertThat(buffer.answerHex()).as("the latest, 9999000").startsWith("01 57 00 00 00 00 00 00 00 00 00 00 98 92 98 00");
            assertThat(driver.device.counters().get(ScmiCounter.COALESCED)).isGreaterThan(9_900);
        }
    }

    @Test
    void theHostAsksAGuestThatListensToShutDown() throws ExecutionException {
        try (DriverSide driver = new DriverSide()) {
            assertThat(driver.device.view().request(0, 5000)).as("nobody listens").isFalse();
            must(driver, "05 48 00 00 01 00 00 00");
            TestChain buffer = driver.buffer(32);
            assertThat(driver.device.view().request(0, 5000)).isTrue();
            driver.await(buffer);
            assertThat(buffer.answerHex()).isEqualTo("00 4b 00 00 00 00 00 00 01 00 00 00 00 00 00 00 88 13 00 00");
        }
    }

    @Test
    void anotherDeviceGoesOnWithNotificationsVotesAndResponsesThatWait() throws StateRejected, ExecutionException {
        DriverSide old = new DriverSide();
        must(old, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
        must(old, "07 4c 00 00 00 00 00 00 80 1a 06 00");
        must(old, "05 50 00 00 00 00 00 00 00 00 00 00 00 6c dc 02 00 00 00 00");
        must(old, "06 44 00 00 00 00 00 00 01 00 00 00");
        must(old, "06 54 14 00 00 00 00 00 01 00 00 00");
        old.device.view().poke("vdd", List.of("2.5"));
        TestChain held = old.buffer(8);
        old.stop();
        assertThat(held.isHandedBack()).isTrue();
        try (DriverSide again = old.successor()) {
            assertThat(again.ask("05 44 00 00 00 00 00 00", ROOM)).as("power").isEqualTo("05 44 00 00" + OK + " 00 00 00 00");
            assertThat(again.ask("08 4c 00 00 00 00 00 00", ROOM)).as("level").isEqualTo("08 4c 00 00" + OK + " 80 1a 06 00");
            assertThat(again.ask("06 50 00 00 00 00 00 00", ROOM)).as("rate").isEqualTo("06 50 00 00" + OK + " 00 6c dc 02 00 00 00 00");
            assertThat(again.ask("06 54 00 00 02 00 00 00 00 00 00 00", ROOM)).as("vdd").startsWith("06 54 00 00" + OK + " c4 09 00 00");
            TestChain late = again.buffer(64);
            again.await(late);
            assertThat(late.answerHex()).as("the response that was owed").startsWith("06 56 14 00" + OK);
            TestChain told = again.buffer(64);
            must(again, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 40");
            again.await(told);
            assertThat(told.answerHex()).startsWith("00 47 00 00 01 00 00 00");
        }
    }

    @Test
    void aResetForgetsVotesAndWishes() {
        try (DriverSide driver = new DriverSide()) {
            must(driver, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            must(driver, "06 54 14 00 00 00 00 00 01 00 00 00");
            driver.device.reset();
            assertThat(driver.ask("05 44 00 00 00 00 00 00", ROOM)).isEqualTo("05 44 00 00" + OK + " 00 00 00 40");
            TestChain buffer = driver.buffer(64);
            driver.run();
            assertThat(buffer.isHeld()).as("the response was for the driver before").isTrue();
        }
    }

    @Test
    void rightsAreTakenWhileItRuns() throws Exception {
        try (DriverSide driver = new DriverSide()) {
            must(driver, "04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
            driver.device.adjust(new DeviceSettings("scmi0", Map.of("allow", "power:read")));
            assertThat(driver.ask("04 44 00 00 00 00 00 00 00 00 00 00 00 00 00 00", ROOM)).isEqualTo("04 44 00 00 fd ff ff ff");
        }
    }
}
