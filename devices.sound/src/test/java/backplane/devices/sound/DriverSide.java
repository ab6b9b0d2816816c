// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.chain.DescriptorChain;
import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.device.DeviceSettings;
import backplane.device.SettingRejected;
import backplane.devices.sound.simulated.SimulatedCards;
import backplane.devices.sound.wire.SoundFeature;
import backplane.testkit.TestChain;
import backplane.virtio.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The driver and the host around one sound device, both played by the test, whose thread is the device's. */
final class DriverSide implements AutoCloseable {
    static final int CONTROLQ = 0;
    static final int EVENTQ = 1;
    static final int TXQ = 2;
    static final int RXQ = 3;
    static final String OK = "00 80 00 00";
    static final String BAD_MSG = "01 80 00 00";
    static final String NOT_SUPP = "02 80 00 00";
    static final String IO_ERR = "03 80 00 00";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final SoundDevice device;
    private Host host;

    private static final class Host implements DeviceHost {
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private volatile boolean stopped;

        @Override
        public void post(Runnable task) {
            if (!stopped) {
                tasks.add(task);
            }
        }

        @Override
        public void configChanged() {
            throw new AssertionError("a sound card's configuration never changes");
        }

        @Override
        public void needsReset() {
            throw new AssertionError("nothing here needs a reset");
        }
    }

    DriverSide(SoundDevice device) {
        this.device = device;
    }

    /** A device as the configuration describes it, on simulated cards. */
    static DriverSide configured(String... keysAndValues) {
        return configured(new SimulatedCards(), keysAndValues);
    }

    static DriverSide configured(SoundCard card, String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        SoundComponent component = new SoundComponent(new SoundDevices());
        component.addCard(card);
        try {
            return new DriverSide((SoundDevice) component.create(new DeviceSettings("sound0", values)));
        } catch (SettingRejected rejected) {
            throw new AssertionError(rejected);
        }
    }

    DriverSide start() {
        host = new Host();
        device.start(device.features().equals(FeatureSet.NONE) ? FeatureSet.NONE : FeatureSet.of(SoundFeature.CTLS), host);
        return this;
    }

    void stop() {
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        host.stopped = true;
    }

    @Override
    public void close() {
        stop();
        device.close();
    }

    /** Runs the device's tasks until it is so; fails if it takes too long. */
    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(end);
            try {
                Runnable task = host.tasks.poll(5, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    /** Runs the tasks that are there. */
    void runAll() {
        for (Runnable task = host.tasks.poll(); task != null; task = host.tasks.poll()) {
            task.run();
        }
    }

    TestChain offer(int queue, TestChain chain) {
        device.offered(queue, chain);
        return chain;
    }

    /** One request to the control queue; waits for its answer. */
    String ask(String request, int room) {
        TestChain chain = offer(CONTROLQ, TestChain.request(request, room));
        await(chain::isCompleted);
        return chain.answerHex();
    }

    /** A request of a code and one more word. */
    String ask(int code, int word) {
        return ask(words(code, word), 4);
    }

    /** SET_PARAMS. */
    String parameters(int stream, int buffer, int period, int channels, int format, int rate) {
        return ask(words(0x0101, stream, buffer, period, 0x10, channels | format << 8 | rate << 16), 4);
    }

    static String words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return HexFormat.ofDelimiter(" ").formatHex(bytes.array());
    }

    /** Frames for a stream. */
    TestChain play(int stream, byte[] frames) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + frames.length).order(ByteOrder.LITTLE_ENDIAN);
        return offer(TXQ, TestChain.request(bytes.putInt(stream).put(frames).array(), 8));
    }

    /** Room for frames of a stream. */
    TestChain record(int stream, int bytes) {
        return offer(RXQ, TestChain.request(words(stream), bytes + 8));
    }

    void offered(int queue, DescriptorChain chain) {
        device.offered(queue, chain);
    }
}
