// SPDX-License-Identifier: Apache-2.0
package backplane.host.ring;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.testkit.DriverSide;
import backplane.testkit.UsedChain;
import backplane.virtio.VirtioFeature;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Driver and device on two threads, each of which sleeps whenever the ring's rules say that the other will wake it. A kick or call that
 * gets lost between "ask for it" and "look again" leaves both asleep, and a chain or answer that is seen before its bytes shows a wrong
 * number. In place of jcstress: what is raced is a ring with its whole state, not two fields, and each outcome but one is a failure.
 */
@Tag("protocol")
class RingRaceTest {
    private static final int CHAINS = 60_000;
    private static final long PATIENCE = 20;

    private final Semaphore kicks = new Semaphore(0);
    private final Semaphore calls = new Semaphore(0);
    private final AtomicBoolean ended = new AtomicBoolean();

    @ParameterizedTest(name = "packed={0}, size={1}, event idx={2}")
    @CsvSource({"false,1,true", "false,4,true", "false,64,true", "false,4,false", "true,1,true", "true,3,true", "true,64,true",
            "true,3,false"})
    void neitherSideIsLeftAsleepAndNothingIsSeenTooEarly(boolean packed, int size, boolean eventIdx) throws Exception {
        VirtioFeature[] features = eventIdx ? new VirtioFeature[] {VirtioFeature.EVENT_IDX, VirtioFeature.INDIRECT_DESC}
                : new VirtioFeature[] {VirtioFeature.INDIRECT_DESC};
        DriverSide driver;
        DeviceRing ring;
        if (packed) {
            PackedBench bench = new PackedBench(size, features);
            driver = bench.driver;
            ring = bench.ring;
        } else {
            RingBench bench = new RingBench(size, features);
            driver = bench.driver;
            ring = bench.ring;
        }
        CompletableFuture<Void> device = CompletableFuture.runAsync(() -> serve(ring));
        try {
            drive(driver);
        } finally {
            ended.set(true);
            kicks.release();
        }
        device.get(PATIENCE, TimeUnit.SECONDS);
    }

    private void drive(DriverSide driver) throws InterruptedException {
        int added = 0;
        int answered = 0;
        while (answered < CHAINS) {
            for (int i = 0; added < CHAINS && driver.freeDescriptors() > 0 && i < 1 + added % 5; i++) {
                driver.addIndirect(List.of(ByteBuffer.allocate(4).putInt(added++).array()), 4);
            }
            driver.publish();
            if (driver.needsKick()) {
                kicks.release();
            }
            List<UsedChain> back = driver.poll();
            if (back.isEmpty() && (driver.freeDescriptors() == 0 || added == CHAINS) && !driver.armCalls()) {
                assertThat(calls.tryAcquire(PATIENCE, TimeUnit.SECONDS)).as("a call, after %s answers", answered).isTrue();
            }
            for (UsedChain used : back) {
                assertThat(ByteBuffer.wrap(used.written()).getInt()).isEqualTo(~answered++);
            }
        }
    }

    private void serve(DeviceRing ring) {
        ByteBuffer number = ByteBuffer.allocate(4);
        int expected = 0;
        while (!ended.get()) {
            ring.kicksOff();
            for (RingChain chain = ring.pop(); chain != null; chain = ring.pop()) {
                chain.reader().readFully(number.clear());
                assertThat(number.getInt(0)).isEqualTo(expected);
                chain.complete(chain.writer().write(number.putInt(0, ~expected++).rewind()));
                if (expected % 3 == 0) {
                    publish(ring);
                }
            }
            publish(ring);
            if (!ring.kicksOn()) {
                await();
            }
        }
    }

    private void publish(DeviceRing ring) {
        if (ring.publish()) {
            calls.release();
        }
    }

    private void await() {
        try {
            assertThat(kicks.tryAcquire(PATIENCE, TimeUnit.SECONDS)).as("a kick").isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
