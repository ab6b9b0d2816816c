// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten minutes of 48 kHz in periods of 5 ms from a guest under User Mode Linux to the simulated card in real time: how often it ran dry,
 * with what latency and drift, and what the garbage collector did meanwhile. No test, but figures: it runs only when it is named.
 *
 * <pre>mvn -f itests/guest verify -Dbackplane.guests=there -Dtest=SoundSoak -Dbackplane.soak=600</pre>
 */
@Tag("guest")
class SoundSoak {
    private static final int SECONDS = Integer.getInteger("backplane.soak", 600);
    private static final int STEP = 10;
    private static final Pattern ROW = Pattern.compile("out null.*?([0-9.]+) ms\\D+([0-9]+)\\D+([0-9]+)\\D+([0-9]+)");

    @TempDir
    private Path folder;

    @Test
    void tenMinutes() throws IOException {
        GuestLab.require();
        Path log = folder.resolve("gc.log");
        try (HostProcess host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(folder.resolve("host")),
                Map.of("sound0", Map.of("type", "sound", "streams", "out null channels=2")),
                List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:gc:file=" + log));
                GuestProcess guest = GuestLab.UML.boot("snd", host.socket("sound0"), List.of("--time", Integer.toString(SECONDS + 120)))) {
            guest.run("modprobe virtio_snd");
            String card = guest.must("ls -d /proc/asound/card[0-9]*").replaceAll("(?s).*card([0-9]+).*", "$1");
            // ALSA gives up after 100 ms without a period (sound/core/pcm_lib.c, wait_for_avail): then it is begun anew, and counted
            guest.watch("play", "end=$(($(date +%s) + " + SECONDS + ")); while [ $(date +%s) -lt $end ]; do aplay -D hw:" + card
                    + ",0 -t raw -f S16_LE -c 2 -r 48000 --period-time=5000 --buffer-time=40000 -d $((end - $(date +%s))) /dev/zero 2>&1;"
                    + " done; echo over");
            Looks looks = new Looks();
            while (looks.count < SECONDS / STEP - 1) {
                guest.must("sleep " + STEP);
                looks.take(host.must("sound", "streams", "sound0"), System.nanoTime());
            }
            List<String> said = looks.said;
            for (String line = guest.nextOf("play"); !line.contains("over"); line = guest.nextOf("play")) {
                said.add(line);
            }
            long errors = said.stream().filter(line -> line.contains("write error")).count();
            long underruns = said.stream().filter(line -> line.contains("underrun")).count();
            List<String> pauses = Files.readAllLines(log);
            long collections = pauses.stream().filter(line -> line.contains("Pause")).count();
            report(String.format("%d s: aplay had %d underruns and gave up %d times; %s; %d collections%n%s%n%s", SECONDS, underruns,
                    errors, looks, collections, looks.last, String.join("\n", said)));
            report(String.join("\n", pauses));
        }
    }

    /** What the console told of the stream, and when. */
    private static final class Looks {
        private final List<String> said = new ArrayList<>();
        private int count;
        private double most;
        private double sum;
        private String xruns = "0";
        private String last = "";
        private long firstFrames = -1;
        private long firstTime;
        private double drift;

        void take(String table, long now) {
            last = table;
            Matcher row = ROW.matcher(table);
            assertThat(row.find()).as(table).isTrue();
            double latency = Double.parseDouble(row.group(1));
            most = Math.max(most, latency);
            sum += latency;
            count++;
            if (!row.group(3).equals(xruns)) {
                xruns = row.group(3);
                said.add("xruns at look " + count + ": " + xruns);
            }
            if (!table.contains("running")) {
                // the consoles take their time: the last look may come after the last frame
                return;
            }
            long frames = Long.parseLong(row.group(2)) - Math.round(latency * 48);
            if (firstFrames < 0) {
                firstFrames = frames;
                firstTime = now;
            } else {
                drift = (frames - firstFrames) / 48_000.0 - (now - firstTime) / 1e9;
            }
        }

        @Override
        public String toString() {
            return String.format("%s xruns of the card; latency in it %.1f ms on average, %.1f ms at most of %d looks; drift %.1f ms",
                    xruns, sum / count, most, count, drift * 1000);
        }
    }

    private static void report(String text) throws IOException {
        Path file = Path.of("target/sound-soak.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n", Files.exists(file) ? StandardOpenOption.APPEND
                : StandardOpenOption.CREATE);
    }
}
