// SPDX-License-Identifier: Apache-2.0
package backplane.host.health;

import static org.assertj.core.api.Assertions.assertThat;

import backplane.device.QueueSpec;
import backplane.host.counters.SlotCounters;
import backplane.host.idle.IdleWatch;
import backplane.host.worker.QueueWorker;
import backplane.kernel.KernelFault;
import backplane.testkit.FakeKernel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that does not come back is found and named; one that sleeps, or works, is not. */
@Tag("protocol")
@Timeout(30)
class WorkerWatchTest {
    private final AtomicLong clock = new AtomicLong();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private QueueWorker worker;
    private IdleWatch idle;
    private WorkerWatch watch;

    @BeforeEach
    void start() throws KernelFault {
        idle = new IdleWatch(new FakeKernel().pollers(), placement -> { });
        worker = new QueueWorker("gpio0", List.of(new QueueSpec("requestq")), new FakeKernel().pollers().open(), new SlotCounters(),
                () -> { }, idle);
        watch = new WorkerWatch(() -> List.of(worker), clock::get);
    }

    @AfterEach
    void end() {
        goOn.countDown();
        worker.close();
        idle.close();
    }

    @Test
    void aWorkerThatSleepsIsWell() throws Exception {
        worker.snapshot();
        for (int i = 0; i < 10; i++) {
            look();
        }
        assertThat(watch.stalls()).isEmpty();
    }

    @Test
    void oneThatIsStuckIsFoundWithinASecondAndNamedWithItsPlace() throws Exception {
        getStuck();
        for (int i = 0; i < 4; i++) {
            look();
        }
        assertThat(clock.get()).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(watch.stalls()).singleElement().satisfies(stall -> {
            assertThat(stall.slot()).isEqualTo("gpio0");
            assertThat(stall.thread()).isEqualTo("vhost-gpio0");
            assertThat(stall.millis()).isBetween(500L, 1000L);
            assertThat(stall.stack()).anyMatch(line -> line.contains("stuckHere"));
        });
        goOn.countDown();
        worker.snapshot();
        look();
        assertThat(watch.stalls()).isEmpty();
    }

    @Test
    void oneThatComesAndGoesIsNot() throws Exception {
        for (int i = 0; i < 10; i++) {
            worker.snapshot();
            look();
        }
        assertThat(watch.stalls()).isEmpty();
    }

    private void getStuck() throws InterruptedException {
        worker.afterwards(this::stuckHere);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void stuckHere() {
        begun.countDown();
        try {
            if (!goOn.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        clock.addAndGet(WorkerWatch.PERIOD);
        watch.look();
    }
}
