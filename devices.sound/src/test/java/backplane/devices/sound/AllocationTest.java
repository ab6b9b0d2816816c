// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.chain.ChainReader;
import backplane.chain.ChainWriter;
import backplane.chain.DescriptorChain;
import backplane.device.Deadline;
import backplane.device.DeviceHost;
import backplane.virtio.FeatureSet;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A period in steady state makes no garbage, neither on the device's thread nor on the stream's: counted over many of them. */
@Tag("sound")
@Timeout(60)
class AllocationTest {
    private static final int PERIOD = 960;
    private static final int PERIODS = 20_000;

    /** One task at a time: what a stream posts is always the same. */
    private static final class OneTask implements DeviceHost {
        private final AtomicReference<Runnable> task = new AtomicReference<>();

        @Override
        public void post(Runnable posted) {
            while (!task.compareAndSet(null, posted)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void configChanged() {
            throw new AssertionError();
        }

        @Override
        public void needsReset() {
            throw new AssertionError();
        }

        private void run() {
            Runnable posted = task.getAndSet(null);
            if (posted != null) {
                posted.run();
            }
        }
    }

    @Test
    void playback() {
        measure(true);
    }

    @Test
    void capture() {
        measure(false);
    }

    private static void measure(boolean output) {
        FakeCard card = new FakeCard();
        SoundDevice device = DriverSide.configured(card, "streams", output ? "out fake" : "in fake").device;
        OneTask host = new OneTask();
        device.start(FeatureSet.NONE, host);
        for (int[] request : new int[][] {{0x0101, 0, 4 * PERIOD, PERIOD, 0, 2 | 5 << 8 | 7 << 16}, {0x0102, 0}, {0x0104, 0}}) {
            ReusedChain chain = new ReusedChain(request, 4);
            chain.reuse();
            device.offered(DriverSide.CONTROLQ, chain);
            await(host, chain);
        }
        card.portions.release(Integer.MAX_VALUE / 2);
        ReusedChain[] chains = new ReusedChain[4];
        for (int i = 0; i < chains.length; i++) {
            chains[i] = output ? new ReusedChain(new int[1 + PERIOD / 4], 8) : new ReusedChain(new int[1], PERIOD + 8);
        }
        int queue = output ? DriverSide.TXQ : DriverSide.RXQ;
        play(device, host, chains, queue);
        Thread stream = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("sound sound0-0")).findFirst()
                .orElseThrow();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = threads.getCurrentThreadAllocatedBytes();
        long streams = threads.getThreadAllocatedBytes(stream.getId());
        play(device, host, chains, queue);
        assertThat((threads.getCurrentThreadAllocatedBytes() - own) / PERIODS).as("bytes a period on the device's thread").isZero();
        assertThat((threads.getThreadAllocatedBytes(stream.getId()) - streams) / PERIODS).as("bytes a period on the stream's thread")
                .isZero();
        device.stop(Deadline.in(Duration.ofSeconds(5)));
        device.close();
    }

    private static void await(OneTask host, ReusedChain chain) {
        while (chain.isOut) {
            host.run();
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("the time is up");
            }
        }
    }

    private static void play(SoundDevice device, OneTask host, ReusedChain[] chains, int queue) {
        for (int i = 0; i < PERIODS; i++) {
            ReusedChain chain = chains[i % chains.length];
            await(host, chain);
            chain.reuse();
            device.offered(queue, chain);
        }
    }

    /** A chain that can be offered again and again. */
    private static final class ReusedChain implements DescriptorChain, ChainReader {
        private final ByteBuffer request;
        private final Room room;
        private boolean isOut;

        private ReusedChain(int[] words, long room) {
            request = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int word : words) {
                request.putInt(word);
            }
            request.flip();
            this.room = new Room(room);
        }

        private void reuse() {
            request.rewind();
            room.at = 0;
            isOut = true;
        }

        @Override
        public ChainReader reader() {
            return this;
        }

        @Override
        public ChainWriter writer() {
            return room;
        }

        @Override
        public void complete(long written) {
            isOut = false;
        }

        @Override
        public void handBack() {
            isOut = false;
        }

        @Override
        public long length() {
            return request.capacity();
        }

        @Override
        public long remaining() {
            return request.remaining();
        }

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(into.remaining(), request.remaining());
            for (int i = 0; i < count; i++) {
                into.put(request.get());
            }
            return count;
        }

        @Override
        public void skip(long bytes) {
            request.position(request.position() + (int) Math.min(bytes, request.remaining()));
        }
    }

    /** Room that forgets what is written. */
    private static final class Room implements ChainWriter {
        private final long length;
        private long at;

        private Room(long length) {
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long remaining() {
            return length - at;
        }

        @Override
        public void position(long fromStart) {
            at = fromStart;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = (int) Math.min(from.remaining(), length - at);
            from.position(from.position() + count);
            at += count;
            return count;
        }
    }
}
