// SPDX-License-Identifier: Apache-2.0
package backplane.devices.sound;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.Deadline;
import backplane.testkit.OneTaskHost;
import backplane.testkit.ReusedChain;
import backplane.virtio.FeatureSet;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A period in steady state makes no garbage, neither on the device's thread nor on the stream's: counted over many of them. */
@Tag("sound")
@Timeout(60)
class AllocationTest {
    private static final int PERIOD = 960;
    private static final int PERIODS = 20_000;

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
        OneTaskHost host = new OneTaskHost();
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
        host.stop();
        device.close();
    }

    private static void await(OneTaskHost host, ReusedChain chain) {
        while (chain.isOut()) {
            host.run();
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("the time is up");
            }
        }
    }

    private static void play(SoundDevice device, OneTaskHost host, ReusedChain[] chains, int queue) {
        for (int i = 0; i < PERIODS; i++) {
            ReusedChain chain = chains[i % chains.length];
            await(host, chain);
            chain.reuse();
            device.offered(queue, chain);
        }
    }
}
