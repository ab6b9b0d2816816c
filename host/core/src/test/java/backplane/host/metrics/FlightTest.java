// SPDX-License-Identifier: Apache-2.0
package backplane.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.host.flight.Flight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightTest {
    @Test
    void eachEventHasItsFields(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            Flight.Span session = Flight.session("a");
            Flight.handover("b", "gpio 2", 30, 40);
            Flight.fault("c", "ring", "index jump");
            Flight.slow("d", "requestq", 20_000_000);
            session.end();
            recording.stop();
            recording.dump(file);
        }
        Map<String, RecordedEvent> events = new TreeMap<>();
        List<RecordedEvent> all = RecordingFile.readAllEvents(file);
        all.forEach(event -> events.put(event.getEventType().getName(), event));
        assertThat(events.get("backplane.Session").getString("device")).isEqualTo("a");
        assertThat(events.get("backplane.Handover").getString("to")).isEqualTo("gpio 2");
        assertThat(events.get("backplane.Handover").getLong("awayMicros")).isEqualTo(30);
        assertThat(events.get("backplane.Handover").getLong("pauseMicros")).isEqualTo(40);
        assertThat(events.get("backplane.Fault").getString("text")).isEqualTo("index jump");
        assertThat(events.get("backplane.SlowRequest").getLong("latencyNanos")).isEqualTo(20_000_000);
    }
}
