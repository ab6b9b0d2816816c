// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.devices.scmi.protocol.ScmiMessage;
import backplane.devices.scmi.protocol.ScmiProtocol;
import backplane.devices.scmi.wire.ProtocolId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the file of rows has each kind of row for each message of each protocol's table. Too short, too long, a domain that is not
 * there, denied for a domain and too little room are made from the tables themselves by {@link ScmiSpoiledTest}; right, a refused value
 * and denied without a domain have to be written by hand, so they can be missing.
 */
@Tag("scmi")
class ScmiCompletenessTest {
    /** Never done for a guest, each for the reason that the protocol's class gives. */
    private static final Set<String> ALWAYS_REFUSED = Set.of("BASE_SET_DEVICE_PERMISSIONS", "BASE_SET_PROTOCOL_PERMISSIONS",
            "PERFORMANCE_DESCRIBE_FASTCHANNEL", "POWERCAP_DESCRIBE_FASTCHANNEL", "POWERCAP_PAI_SET", "PINCTRL_SET_PERMISSIONS");

    /** A line of the file: what it asks, and with what success. */
    private record Written(int protocol, int message, String request, boolean success) {
        static Written of(String line) {
            String[] sides = line.substring(line.indexOf(" : ") + 3).split(" = ");
            int header = (int) Long.parseLong(sides[0].strip().split(" ")[0], 16);
            String status = sides[1].strip().split(" ")[1];
            return new Written(header >>> 10 & 0xff, header & 0xff, ScmiRowsTest.bytes(sides[0]), status.equals("00000000"));
        }
    }

    private static List<Written> written() throws IOException {
        return ScmiRowsTest.sections().flatMap(List::stream).map(Written::of).toList();
    }

    private static boolean has(List<Written> all, ScmiProtocol protocol, ScmiMessage message, boolean success) {
        return all.stream().anyMatch(row -> row.protocol() == protocol.id().code() && row.message() == message.id()
                && row.success() == success);
    }

    @Test
    void eachMessageHasARowThatIsRight() throws IOException {
        List<Written> all = written();
        List<String> missing = new ArrayList<>();
        Set<String> refused = new HashSet<>(ALWAYS_REFUSED);
        try (DriverSide driver = new DriverSide()) {
            for (ScmiProtocol protocol : driver.device.view().served()) {
                for (ScmiMessage message : protocol.messages()) {
                    if (has(all, protocol, message, true) == ALWAYS_REFUSED.contains(message.name())) {
                        missing.add(protocol + " " + message.name());
                    }
                    refused.remove(message.name());
                }
            }
        }
        assertThat(missing).as("without a row that is right, or always refused and yet with one").isEmpty();
        assertThat(refused).as("exceptions that are no messages").isEmpty();
    }

    /** A value is whatever a message has beside its domain. */
    @Test
    void eachMessageWithAValueHasARowThatIsRefused() throws IOException {
        List<Written> all = written();
        List<String> missing = new ArrayList<>();
        try (DriverSide driver = new DriverSide()) {
            for (ScmiProtocol protocol : driver.device.view().served()) {
                for (ScmiMessage message : protocol.messages()) {
                    int domain = message.domainAt() < 0 ? 0 : 4;
                    if (message.size() > domain && !has(all, protocol, message, false)) {
                        missing.add(protocol + " " + message.name());
                    }
                }
            }
        }
        assertThat(missing).as("without a row that is refused").isEmpty();
    }

    /** Pins and the system are no domains to a table: each message looks at the rights itself, and may forget to. */
    @Test
    void whatChangesSomethingWithoutADomainIsDeniedToWhoMayNot() throws IOException {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        try (DriverSide reader = new DriverSide("allow", "all:read"); DriverSide owner = new DriverSide()) {
            for (ScmiProtocol protocol : owner.device.view().served()) {
                for (ScmiMessage message : protocol.messages()) {
                    boolean changes = message.name().matches(".*_(SET|CONFIGURE|REQUEST|RELEASE)");
                    if (message.domainAt() >= 0 || !changes || protocol.id() == ProtocolId.BASE) {
                        continue;
                    }
                    for (Written row : written()) {
                        if (row.protocol() == protocol.id().code() && row.message() == message.id() && row.success()) {
                            asked++;
                            String answer = reader.ask(row.request(), 136);
                            if (!answer.substring(12).equals("fd ff ff ff")) {
                                wrong.add(message.name() + ": " + answer);
                            }
                        }
                    }
                }
            }
        }
        assertThat(wrong).as("not denied").isEmpty();
        assertThat(asked).as("messages asked").isGreaterThanOrEqualTo(4);
    }
}
