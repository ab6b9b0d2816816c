// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.GuestProcess;
import backplane.testkit.HostProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user does with a sound card in a guest: one host and one guest for all of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SoundGuest {
    private static final int HEAD = 44;

    private final GuestLab lab;
    private Path wavs;
    private HostProcess host;
    private GuestProcess guest;
    /** ALSA's name of the card. */
    private String card;

    SoundGuest(GuestLab lab) {
        this.lab = lab;
    }

    @BeforeAll
    void boot(@TempDir Path temporary) throws IOException {
        GuestLab.require();
        wavs = Files.createDirectory(temporary.resolve("wavs"));
        host = HostProcess.start(GuestLab.ROOT, Files.createDirectory(temporary.resolve("host")), Map.of("sound0", Map.of("type", "sound",
                "streams", "out fast-wav:" + wavs + " channels=1-8; in tone:1000 channels=1-2; out null channels=1-2 node=1;"
                + " out wav:" + wavs + " channels=2 node=2", "jacks", "front:line-out; mic:mic unplugged", "controls", "true")));
        guest = lab.boot("snd-controls", host.socket("sound0"));
        guest.run("modprobe virtio_snd; mount -t tmpfs -o size=80m tmp /tmp");
        card = guest.must("grep -il virtio /proc/asound/card[0-9]*/id /proc/asound/cards >/dev/null; ls -d /proc/asound/card[0-9]*")
                .replaceAll("(?s).*card([0-9]+).*", "$1");
    }

    @AfterAll
    void end() {
        GuestLab.end(guest, host);
    }

    @Test
    void aplayListsWhatIsThere() {
        assertThat(guest.must("aplay -l")).contains("device 0:", "device 1:", "device 2:");
        assertThat(guest.must("arecord -l")).contains("device 0:");
        assertThat(guest.must("aplay -L")).contains("hw:");
    }

    @ParameterizedTest
    @CsvSource({
        "S16_LE, 1, 8000", "S16_LE, 2, 44100", "S16_LE, 8, 192000",
        "S24_LE, 2, 48000", "S24_LE, 6, 96000", "S24_LE, 1, 176400",
        "S32_LE, 3, 16000", "S32_LE, 4, 88200", "S32_LE, 7, 11025",
        "FLOAT_LE, 5, 32000", "FLOAT_LE, 2, 64000", "FLOAT_LE, 1, 22050",
        "S24_3LE, 2, 48000", "U8, 1, 8000"})
    void whatIsPlayedArrivesBitForBit(String format, int channels, int rate) throws IOException {
        int bytes = width(format) * channels * (rate / 2);
        String sum = play("0", format, channels, rate, bytes);
        assertThat(md5(newest("sound0-0"), bytes)).as("%s, %d channels, %d Hz", format, channels, rate).isEqualTo(sum);
    }

    @Test
    void thirtySecondsInRealTimeArriveBitForBit() throws IOException {
        int bytes = 4 * 48000 * 30;
        long began = System.nanoTime();
        String sum = play("2", "S16_LE", 2, 48000, bytes);
        assertThat(System.nanoTime() - began).as("at the rate of a clock").isBetween(29_500_000_000L, 60_000_000_000L);
        assertThat(md5(newest("sound0-3"), bytes)).isEqualTo(sum);
    }

    private String play(String device, String format, int channels, int rate, int bytes) {
        // a sign of life every few seconds: the console takes a longer silence for the guest's end
        String output = guest.must("head -c " + bytes + " /dev/urandom >/tmp/noise; (aplay -q -D hw:" + card + "," + device + " -t raw -f "
                + format + " -c " + channels + " -r " + rate + " /tmp/noise && echo played) & while kill -0 $! 2>/dev/null; do sleep 0.2;"
                + " n=$((n + 1)); [ $((n % 25)) != 0 ] || echo .; done; md5sum </tmp/noise");
        assertThat(output).contains("played").doesNotContain("underrun");
        return output.replaceAll("(?s).*?([0-9a-f]{32}).*", "$1");
    }

    @Test
    void aToneIsRecordedWithTheRightFrequencyAndNoGap() {
        // the samples as decimal numbers: the console carries no bytes
        String numbers = guest.must("arecord -q -D hw:" + card + ",0 -t raw -f S16_LE -c 1 -r 16000 -d 2 /tmp/tone"
                + " && od -An -v -t d2 -w64 /tmp/tone | head -n 1000");
        List<Integer> samples = Stream.of(numbers.strip().split("\\s+")).map(Integer::parseInt).toList();
        assertThat(samples).hasSize(32000);
        for (int i = 16; i < samples.size(); i++) {
            // 1000 Hz at 16000 Hz: the same every sixteen samples, up to the last bit
            assertThat(Math.abs(samples.get(i) - samples.get(i - 16))).as("sample %d", i).isLessThanOrEqualTo(1);
        }
        assertThat(samples).contains(16384);
    }

    @Test
    void speakerTestPlaysInRealTime() {
        long began = System.nanoTime();
        String said = guest.must("speaker-test -D hw:" + card + ",1 -c 2 -r 48000 -F S16_LE -t sine -l 1 2>&1");
        assertThat(said).contains("Front Left", "Front Right").doesNotContain("rror");
        assertThat(System.nanoTime() - began).as(said).isGreaterThan(1_000_000_000L);
        assertThat(host.must("sound", "streams", "sound0")).contains("out null");
    }

    @Test
    void amixerTurnsTheVolume() {
        assertThat(guest.must("amixer -c " + card + " contents")).contains("PCM Playback Volume", "PCM Capture Switch", "dBscale");
        guest.must("amixer -c " + card + " cset name='PCM Playback Volume' 100");
        host.awaitThat(() -> host.must("sound", "streams", "sound0").contains("100"), () -> host.must("sound", "streams", "sound0"));
        guest.must("amixer -c " + card + " cset name='PCM Playback Volume' 120");
        assertThat(guest.run("amixer -c " + card + " cset name='PCM Playback Volume' 121").text()).isNotNull();
        guest.watch("events", "amixer -c " + card + " events");
        // each element is told once at first
        String event = guest.nextOf("events");
        host.must("sound", "volume", "sound0", "2", "90");
        for (int i = 0; i < 100 && !event.contains("event value"); i++) {
            event = guest.nextOf("events");
        }
        assertThat(event).contains("event value", "PCM Playback");
        guest.must("stop events");
        host.must("sound", "volume", "sound0", "2", "120");
    }

    @Test
    void jacksArePluggedFromTheConsole() {
        String value = "amixer -c " + card + " contents | grep -A2 'Mic Jack' | grep ': values='";
        assertThat(guest.must(value + " | tail -n 1")).contains("off");
        host.must("sound", "plug", "sound0", "mic");
        host.awaitThat(() -> guest.must(value + " | tail -n 1").contains("on"), () -> guest.must(value));
        host.must("sound", "plug", "--out", "sound0", "mic");
        host.awaitThat(() -> guest.must(value + " | tail -n 1").contains("off"), () -> guest.must(value));
    }

    @Test
    void theDriverGoesAndComesInTheMiddleOfAStream() throws IOException {
        guest.watch("player", "aplay -q -D hw:" + card + ",1 -t raw -f S16_LE -c 2 -r 48000 /dev/zero");
        host.awaitThat(() -> host.must("sound", "streams", "sound0").contains("running"), () -> host.must("sound", "streams", "sound0"));
        guest.must("stop player; d=$(ls /sys/bus/virtio/drivers/virtio_snd | grep '^virtio'); cd /sys/bus/virtio/drivers/virtio_snd;"
                + " echo $d >unbind && echo $d >bind");
        host.awaitThat(() -> !host.must("sound", "streams", "sound0").contains("running"), () -> host.must("sound", "streams", "sound0"));
        card = guest.must("ls -d /proc/asound/card[0-9]*").replaceAll("(?s).*card([0-9]+).*", "$1");
        String sum = play("0", "S16_LE", 2, 48000, 96000);
        assertThat(md5(newest("sound0-0"), 96000)).isEqualTo(sum);
    }

    private static int width(String format) {
        return switch (format) {
            case "U8" -> 1;
            case "S16_LE" -> 2;
            case "S24_3LE" -> 3;
            default -> 4;
        };
    }

    private Path newest(String stream) throws IOException {
        try (Stream<Path> files = Files.list(wavs)) {
            return files.filter(file -> file.getFileName().toString().startsWith(stream)).max(Path::compareTo).orElseThrow();
        }
    }

    /** Of the first frames of a WAV file; what comes behind them is the silence with which aplay fills its last period. */
    private String md5(Path wav, int bytes) throws IOException {
        host.awaitThat(() -> size(wav) >= HEAD + bytes, () -> wav + " has " + size(wav) + " bytes");
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = HEAD + bytes; at < all.limit(); at++) {
            if (all.get(at) != 0 && (all.get(at) & 0xff) != 0x80) {
                throw new AssertionError("byte " + at + " behind the end is " + all.get(at));
            }
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(all.array(), HEAD, bytes);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
