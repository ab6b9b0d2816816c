// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backplane.device.DeviceState;
import backplane.device.StateRejected;
import backplane.testkit.Seeds;
import backplane.testkit.TestChain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device takes over from another in the middle of streams: no frame is lost or comes twice. */
@Tag("sound")
class UpgradeTest {
    private static final int PREPARE = 0x0102;
    private static final int RELEASE = 0x0103;
    private static final int START = 0x0104;
    private static final int STOP = 0x0105;
    private static final int PERIOD = 960;
    private static final int HEAD = 44;

    @TempDir
    private Path folder;

    private Path wavs;
    private DriverSide driver;

    private DriverSide make() {
        return DriverSide.configured("streams", "out fast-wav:" + wavs + "; in tone:1000", "jacks", "mic:mic");
    }

    /** The next version in the place of this one; the chains that come back are offered to it in their order. */
    private void upgrade(Deque<byte[]> unplayed, Deque<TestChain> held) {
        driver.stop();
        DeviceState state = driver.device.save();
        int lost = 0;
        for (TestChain chain : held) {
            assertThat(chain.isHeld()).as("each chain is completed or handed back").isFalse();
            lost += chain.isHandedBack() ? 1 : 0;
        }
        driver.device.close();
        driver = make();
        try {
            driver.device.restore(state);
        } catch (StateRejected rejected) {
            throw new AssertionError(rejected);
        }
        driver.start();
        List<TestChain> again = new ArrayList<>(held);
        List<byte[]> frames = new ArrayList<>(unplayed);
        held.clear();
        for (int i = 0; i < again.size(); i++) {
            if (again.get(i).isHandedBack()) {
                held.add(driver.play(0, frames.get(i)));
            } else {
                held.add(again.get(i));
            }
        }
        assertThat(lost).isLessThanOrEqualTo(again.size());
    }

    @Test
    void playbackGoesOnInTheSameFile() {
        Seeds.each(3, seed -> play(Seeds.random(seed)));
    }

    private void play(Random random) throws IOException {
        wavs = Files.createTempDirectory(folder, "wavs");
        driver = make().start();
        assertThat(driver.parameters(0, 4 * PERIOD, PERIOD, 2, 5, 7)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(PREPARE, 0)).isEqualTo(DriverSide.OK);
        Deque<byte[]> unplayed = new ArrayDeque<>();
        Deque<TestChain> held = new ArrayDeque<>();
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        boolean started = false;
        for (int message = 0; message < 400; message++) {
            // messages need not be periods, nor whole frames of them together
            byte[] frames = new byte[4 * (1 + random.nextInt(PERIOD / 2))];
            random.nextBytes(frames);
            all.put(frames);
            unplayed.add(frames);
            held.add(driver.play(0, frames));
            if (held.size() == 4 && !started) {
                started = true;
                assertThat(driver.ask(START, 0)).isEqualTo(DriverSide.OK);
            }
            if (started && random.nextInt(20) == 0) {
                upgrade(unplayed, held);
            }
            while (held.size() >= 4 && started) {
                driver.await(held.peek()::isCompleted);
                assertThat(held.poll().answerHex()).startsWith(DriverSide.OK);
                unplayed.poll();
            }
        }
        for (TestChain chain : held) {
            driver.await(chain::isCompleted);
        }
        assertThat(driver.ask(STOP, 0)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(RELEASE, 0)).isEqualTo(DriverSide.OK);
        driver.close();
        assertThat(frames()).isEqualTo(Arrays.copyOf(all.array(), all.position()));
    }

    private byte[] frames() throws IOException {
        try (Stream<Path> files = Files.list(wavs)) {
            List<Path> all = files.toList();
            assertThat(all).as("one file for all versions").hasSize(1);
            byte[] bytes = Files.readAllBytes(all.get(0));
            return Arrays.copyOfRange(bytes, HEAD, bytes.length);
        }
    }

    @Test
    void captureGoesOnWithoutAGap() {
        Seeds.each(2, seed -> record(Seeds.random(seed)));
    }

    private void record(Random random) {
        wavs = folder;
        driver = make().start();
        assertThat(driver.parameters(1, 4 * PERIOD, PERIOD, 1, 5, 3)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(PREPARE, 1)).isEqualTo(DriverSide.OK);
        Deque<TestChain> held = new ArrayDeque<>();
        for (int i = 0; i < 4; i++) {
            held.add(driver.record(1, PERIOD));
        }
        assertThat(driver.ask(START, 1)).isEqualTo(DriverSide.OK);
        ByteBuffer all = ByteBuffer.allocate(100 * PERIOD).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 60; i++) {
            driver.await(held.peek()::isCompleted);
            assertThat(held.peek().written()).isEqualTo(PERIOD + 8);
            all.put(held.poll().answer(), 0, PERIOD);
            if (random.nextInt(10) == 0) {
                driver.stop();
                DeviceState state = driver.device.save();
                driver.device.close();
                driver = make();
                try {
                    driver.device.restore(state);
                } catch (StateRejected rejected) {
                    throw new AssertionError(rejected);
                }
                driver.start();
                for (int chain = held.size(); chain > 0; chain--) {
                    TestChain old = held.poll();
                    held.add(old.isHandedBack() ? driver.record(1, PERIOD) : old);
                }
            }
            held.add(driver.record(1, PERIOD));
        }
        driver.close();
        for (int at = 0; at < all.position(); at += 2) {
            double turns = at / 2 * 1000.0 / 16000;
            assertThat((double) all.getShort(at)).as("sample %d", at / 2)
                    .isCloseTo(16384 * Math.sin(2 * Math.PI * turns), Offset.offset(1.0));
        }
    }

    @Test
    void aStateWithOneFieldSpoiltIsRejectedOrHarmless() {
        Seeds.each(2, seed -> spoil(Seeds.random(seed)));
    }

    private void spoil(Random random) throws StateRejected {
        wavs = folder;
        driver = make().start();
        assertThat(driver.parameters(1, 4 * PERIOD, PERIOD, 1, 5, 3)).isEqualTo(DriverSide.OK);
        assertThat(driver.ask(PREPARE, 1)).isEqualTo(DriverSide.OK);
        driver.stop();
        DeviceState good = driver.device.save();
        for (int i = 0; i < good.bytes().length; i++) {
            byte[] bytes = good.bytes();
            bytes[i] ^= (byte) (1 + random.nextInt(255));
            SoundDevice other = make().device;
            try {
                other.restore(new DeviceState(good.type(), good.version(), bytes));
            } catch (StateRejected rejected) {
                assertThat(rejected.getMessage()).contains("saved sound state");
            }
            other.close();
        }
        for (int length = 0; length < good.bytes().length; length++) {
            DeviceState cut = new DeviceState(good.type(), good.version(), Arrays.copyOf(good.bytes(), length));
            SoundDevice other = make().device;
            assertThatThrownBy(() -> other.restore(cut)).isInstanceOf(StateRejected.class);
            other.close();
        }
        SoundDevice other = make().device;
        other.restore(good);
        assertThat(other.streams().get(1).state()).isEqualTo("prepared");
        other.close();
        driver.device.close();
    }
}
