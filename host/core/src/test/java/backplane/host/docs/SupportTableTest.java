// SPDX-License-Identifier: Apache-2.0
package backplane.host.docs;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.control.FeatureNegotiation;
import backplane.vhostuser.BackendRequest;
import backplane.vhostuser.FrontendRequest;
import backplane.vhostuser.PayloadShape;
import backplane.vhostuser.ProtocolFeature;
import backplane.virtio.VirtioFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The page of what is supported is printed from the tables in the code, so the two cannot part. With {@code -Dbackplane.docs=write}
 * this writes the page instead of comparing it.
 */
@Tag("docs")
class SupportTableTest {
    private static final Path PAGE = Path.of(System.getProperty("backplane.root"), "docs", "supported.md");

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page = page();
        if (System.getProperty("backplane.docs", "").equals("write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).as("%s is out of date; write it anew with -Dbackplane.docs=write", PAGE).isEqualTo(page);
    }

    private static String page() {
        return """
                # What is supported

                Printed from the tables in the code (`FrontendRequest`, `BackendRequest`, `FeatureNegotiation`); a test compares.

                ## Ring and transport features offered

                %s. Each device type adds its own bits. If the configuration or the device asks for it: %s.

                ## Protocol features offered

                %s. CONFIG only to devices that have a configuration space.

                ## Requests of the front-end

                | code | request | payload, bytes | descriptors | needs | reply | served |
                |---|---|---|---|---|---|---|
                %s

                ## Requests of ours, on the back-end channel

                | code | request | needs |
                |---|---|---|
                %s
                """.formatted(
                FeatureNegotiation.ringFeatures().describe(VirtioFeature.values()).replace(" ", ", "),
                FeatureNegotiation.chosenFeatures().describe(VirtioFeature.values()).replace(" ", ", "),
                FeatureNegotiation.protocolFeatures().describe(ProtocolFeature.values()).replace(" ", ", "),
                Arrays.stream(FrontendRequest.values()).map(SupportTableTest::row).collect(Collectors.joining("\n")),
                List.of(BackendRequest.values()).stream().filter(request -> offered(request.gate()))
                        .map(request -> "| " + request.code() + " | " + request + " | BACKEND_REQ, " + request.gate() + " |")
                        .collect(Collectors.joining("\n")));
    }

    private static String row(FrontendRequest request) {
        return "| " + request.code() + " | " + request + " | " + size(request.payload()) + " | " + words(request.fds()) + " | "
                + (request.gate().feature() == null ? "" : request.gate().feature()) + " | " + words(request.reply()) + " | "
                + served(request) + " |";
    }

    private static String served(FrontendRequest request) {
        if (request.gate().leftOut() != null) {
            return "no: " + request.gate().leftOut();
        }
        return request.gate().feature() == null || offered(request.gate().feature()) ? "yes" : "not yet";
    }

    private static boolean offered(ProtocolFeature feature) {
        return FeatureNegotiation.protocolFeatures().has(feature);
    }

    private static String size(PayloadShape shape) {
        return shape.min() == shape.max() ? Integer.toString(shape.min()) : shape.min() + " to " + shape.max();
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
