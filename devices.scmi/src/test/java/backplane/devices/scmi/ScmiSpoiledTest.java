// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.devices.scmi.protocol.Right;
import backplane.devices.scmi.protocol.ScmiMessage;
import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message of each protocol with one thing wrong; the answer is the status alone. */
@Tag("scmi")
class ScmiSpoiledTest {
    private static final String NOT_SUPPORTED = "ff ff ff ff";
    private static final String DENIED = "fd ff ff ff";
    private static final String NOT_FOUND = "fc ff ff ff";
    private static final String PROTOCOL_ERROR = "f6 ff ff ff";
    private static final int ROOM = 136;
    private static final DriverSide DRIVER = new DriverSide();
    private static final DriverSide READER = new DriverSide("allow", "all:read");
    private static final DriverSide STRANGER = new DriverSide("allow", "all/nobody:write");
    private static final DriverSide SILENT = new DriverSide(DriverSide.component(), "scmi0",
            FeatureSet.NONE);

    /** A message with its protocol. */
    record Row(ScmiProtocol protocol, ScmiMessage message) {
        /** Header and parameters, all zero but where a domain goes. */
        byte[] request(int size, int domain) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + size).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, message.id() | protocol.id().code() << 10);
            if (message.domainAt() >= 0 && message.domainAt() + 4 <= size) {
                bytes.putInt(4 + message.domainAt(), domain);
            }
            return bytes.array();
        }

        @Override
        public String toString() {
            return message.name();
        }
    }

    @AfterAll
    static void end() {
        Stream.of(DRIVER, READER, STRANGER, SILENT).forEach(DriverSide::close);
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (ScmiProtocol protocol : DRIVER.device.view().served()) {
            protocol.messages().forEach(message -> rows.add(new Row(protocol, message)));
        }
        return rows;
    }

    static Stream<Row> aboutDomains() {
        return rows().stream().filter(row -> row.message().domainAt() >= 0);
    }

    /** All but the one that cannot be done twice. */
    static Stream<Row> repeatable() {
        return rows().stream().filter(row -> !row.message().name().equals("PINCTRL_RELEASE"));
    }

    private static String ask(DriverSide driver, byte[] request, int room) {
        return driver.ask(HexFormat.ofDelimiter(" ").formatHex(request), room);
    }

    private static String status(byte[] request, String status) {
        return HexFormat.ofDelimiter(" ").formatHex(request, 0, 4) + " " + status;
    }

    @Test
    void thereAreAllProtocols() {
        assertThat(rows().stream().map(row -> row.protocol().id().code()).distinct())
                .containsExactly(0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void oneThatIsTooShortIsAProtocolError(Row row) {
        for (int size = 0; size < row.message().size(); size++) {
            byte[] request = row.request(size, 0);
            assertThat(ask(DRIVER, request, ROOM)).as("%s of %s bytes", size, row.message().size())
                    .isEqualTo(status(request, PROTOCOL_ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void oneThatIsTooLongIsAProtocolError(Row row) {
        for (int more : new int[] {1, 4, 2000}) {
            byte[] request = row.request(row.message().size() + more, 0);
            assertThat(ask(DRIVER, request, ROOM)).as("%s bytes more", more).isEqualTo(status(request, PROTOCOL_ERROR));
        }
    }

    @ParameterizedTest
    @MethodSource("aboutDomains")
    void aDomainThatIsNotThereIsNotFound(Row row) {
        for (int domain : new int[] {row.protocol().domains(), Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            byte[] request = row.request(row.message().size(), domain);
            assertThat(ask(DRIVER, request, ROOM)).as("domain %s", domain).isEqualTo(status(request, NOT_FOUND));
        }
    }

    @ParameterizedTest
    @MethodSource("aboutDomains")
    void whatIsNotAllowedIsDenied(Row row) {
        byte[] request = row.request(row.message().size(), 0);
        String denied = status(request, DENIED);
        assertThat(ask(READER, request, ROOM).equals(denied)).as("reader").isEqualTo(row.message().right() == Right.WRITE);
        assertThat(ask(STRANGER, request, ROOM).equals(denied)).as("stranger").isEqualTo(row.message().right() != Right.NONE);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void withoutEventsNothingCanBeSwitchedOn(Row row) {
        if (row.message().events()) {
            byte[] request = row.request(row.message().size(), 0);
            assertThat(ask(SILENT, request, ROOM)).isEqualTo(status(request, NOT_SUPPORTED));
            byte[] attributes = new Row(row.protocol(), row.protocol().messages().get(2)).request(4, 0);
            attributes[4] = (byte) row.message().id();
            assertThat(ask(SILENT, attributes, ROOM)).isEqualTo(status(attributes, NOT_FOUND));
        }
    }

    /** What fits whole is the same answer; what does not is a status; nothing in between, and never a byte too many. */
    @ParameterizedTest
    @MethodSource("repeatable")
    void aBufferThatIsTooSmallGetsAStatusOrLess(Row row) {
        byte[] request = row.request(row.message().size(), 0);
        String whole = ask(DRIVER, request, ROOM);
        for (int room = 8; room < ROOM; room++) {
            String answer = ask(DRIVER, request, room);
            boolean fits = room >= (whole.length() + 1) / 3;
            if (fits) {
                assertThat(answer).as("room of %s", room).isEqualTo(whole);
            } else {
                assertThat((answer.length() + 1) / 3).as("room of %s", room).isLessThanOrEqualTo(room).isGreaterThanOrEqualTo(8);
            }
        }
    }

    @Test
    void aChainWithoutAHeaderOrWithoutRoomIsReturnedEmpty() {
        assertThat(DRIVER.ask("", ROOM)).isEmpty();
        assertThat(DRIVER.ask("00 40 00", ROOM)).isEmpty();
        assertThat(DRIVER.ask("00 40 00 00", 7)).isEmpty();
        assertThat(DRIVER.device.counters().get(ScmiCounter.MALFORMED)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aProtocolThatAnAgentHasNoRightToIsNotThere() {
        try (DriverSide driver = new DriverSide("allow", "sensor:read")) {
            assertThat(driver.ask("06 40 00 00 00 00 00 00", ROOM)).isEqualTo("06 40 00 00 00 00 00 00 01 00 00 00 15 00 00 00");
            assertThat(driver.ask("00 44 00 00", ROOM)).isEqualTo("00 44 00 00 " + NOT_SUPPORTED);
        }
    }

    /** An empty one is read by Linux for the message that it held before (transports/virtio.c: scmi_vio_complete_cb looks at no length). */
    @Test
    void anEventBufferIsKeptAndHandedBackUntouchedWhenTheRingStops() {
        try (DriverSide driver = new DriverSide()) {
            TestChain buffer = driver.buffer(64);
            assertThat(buffer.isHeld()).isTrue();
            driver.device.released(1);
            assertThat(buffer.isHandedBack()).isTrue();
        }
    }
}
